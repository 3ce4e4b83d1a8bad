/** What the person at the keyboard can put right: it is shown as its message, without a stack. */
export class Problem extends Error {}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Problem;
}
