import { handing, type Mistake } from './mistake.ts';

const title = 'tells the option `onEvent` once about each token request, and about each token from memory';

/** Mistakes in what the listener hears. */
export const eventMistakes: readonly Mistake[] = [
  {
    mistake: 'tells its listener everything twice',
    adapter: handing(({ onEvent }) => ({
      onEvent(event) {
        onEvent?.(event);
        onEvent?.(event);
      },
    })),
    caughtBy: { [title]: /one event `requested`/ },
  },
  {
    mistake: 'tells its listener about token requests only',
    adapter: handing(({ onEvent }) => ({ onEvent: (event) => event.type === 'requested' && onEvent?.(event) })),
    caughtBy: { [title]: /one event `served`/ },
  },
];
