import { apiMistakes } from './api-mistakes.ts';
import { eventMistakes } from './event-mistakes.ts';
import { failureMistakes } from './failure-mistakes.ts';
import { fetchMistakes } from './fetch-mistakes.ts';
import { hookMistakes } from './hook-mistakes.ts';
import type { Mistake } from './mistake.ts';
import { optionMistakes } from './option-mistakes.ts';
import { requestMistakes } from './request-mistakes.ts';
import { scopedMistakes } from './scoped-mistakes.ts';
import { secretMistakes } from './secret-mistakes.ts';
import { sharedOptionMistakes } from './shared-option-mistakes.ts';
import { sharingMistakes } from './sharing-mistakes.ts';
import { tokenLeakMistakes } from './token-leak-mistakes.ts';
import { tokenMistakes } from './token-mistakes.ts';

/** Adapters with one mistake each. */
export const mistakes: readonly Mistake[] = [
  ...requestMistakes,
  ...optionMistakes,
  ...sharedOptionMistakes,
  ...hookMistakes,
  ...tokenMistakes,
  ...sharingMistakes,
  ...failureMistakes,
  ...secretMistakes,
  ...tokenLeakMistakes,
  ...eventMistakes,
  ...scopedMistakes,
  ...apiMistakes,
  ...fetchMistakes,
];
