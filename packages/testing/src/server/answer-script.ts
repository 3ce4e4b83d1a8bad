import type { Answer } from './answer.ts';

/** The answers that a test has scripted for the token endpoint or for the API. */
export interface AnswerScript {
  /** Queues answers, each used once. */
  next(...answers: readonly Answer[]): void;
  /** Sets the answer to use while the queue is empty. */
  always(answer: Answer | undefined): void;
  /** Takes the answer to the current request. */
  take(): Answer;
  /** Forgets all answers. */
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
