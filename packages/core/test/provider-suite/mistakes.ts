import { apiMistakes } from './api-mistakes.ts';
import { failureMistakes } from './failure-mistakes.ts';
import type { Mistake } from './mistake.ts';
import { optionMistakes } from './option-mistakes.ts';
import { requestMistakes } from './request-mistakes.ts';
import { tokenMistakes } from './token-mistakes.ts';

/** Adapters with one mistake each. */
export const mistakes: readonly Mistake[] = [
  ...requestMistakes,
  ...optionMistakes,
  ...tokenMistakes,
  ...failureMistakes,
  ...apiMistakes,
];
