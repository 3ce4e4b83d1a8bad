/** A mistake that the user can correct. The program prints its message without a stack. */
export class Problem extends Error {}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Problem;
}
