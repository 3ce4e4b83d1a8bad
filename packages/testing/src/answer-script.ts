import type { Answer } from './answer.ts';

/** The answers that a test has laid out for one side of the server: a queue first, then a standing answer. */
export interface AnswerScript {
  next(...answers: readonly Answer[]): void;
  always(answer: Answer | undefined): void;
  take(): Answer;
  reset(): void;
}

export function createAnswerScript(): AnswerScript {
  const queue: Answer[] = [];
  let standing: Answer | undefined;

  return {
    next: (...answers) => void queue.push(...answers),
    always(answer) {
      standing = answer;
    },
    take: () => queue.shift() ?? standing ?? { fate: 'grant' },
    reset() {
      queue.length = 0;
      standing = undefined;
    },
  };
}
