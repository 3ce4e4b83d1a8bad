import type { AuthorizedClient } from '../../src/index.ts';
import { createAcme } from './good-adapter.ts';
import { type Mistake, wrapping } from './mistake.ts';

/** Mistakes in the client of another scope. */
export const scopedMistakes: readonly Mistake[] = [
  {
    mistake: 'ignores the scope of `scoped`',
    adapter: wrapping((client) => ({ scoped: () => client })),
    caughtBy: { 'asks for the scopes that `scoped` names': /with its own scope/ },
  },
  {
    mistake: 'has one client for all scopes of `scoped`',
    adapter: wrapping(({ scoped }) => {
      let first: AuthorizedClient | undefined;
      return {
        scoped(scope: string) {
          first ??= scoped(scope);
          return first;
        },
      };
    }),
    caughtBy: { 'asks for the scopes that `scoped` names': /with its own scope/ },
  },
  {
    mistake: 'shows the main token to the API in every scope',
    adapter: wrapping(({ scoped, fetch }) => ({ scoped: (scope: string) => ({ ...scoped(scope), fetch }) })),
    caughtBy: { 'shows the token of another scope to the API': /The header `authorization` is/ },
  },
  {
    mistake: 'drops the listener in other scopes',
    adapter: wrapping((_, options) => ({
      scoped: (scope: string) => createAcme({ ...options, scope, onEvent: undefined }),
    })),
    caughtBy: { 'tells the option `onEvent` about the token of another scope': /must have the listener/ },
  },
];
