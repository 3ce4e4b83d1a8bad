import { type Mistake, wrapping } from './mistake.ts';

/** An adapter that changes how its `fetch` is called, or what it returns. */
function fetching(
  change: (send: typeof fetch, input: string, init: RequestInit) => Promise<Response>,
): Mistake['adapter'] {
  return wrapping((client) => ({
    fetch: (input: string, init: RequestInit = {}) => change(client.fetch, input, init),
  }));
}

const asItIs = 'sends the request of the caller to the API as it is';

/** Mistakes in the function `fetch` of the client. */
export const fetchMistakes: readonly Mistake[] = [
  {
    mistake: 'drops the method of a request to the API',
    adapter: fetching((send, input, { method: _, body: __, ...init }) => send(input, init)),
    caughtBy: { [asItIs]: /method of the caller/ },
  },
  {
    mistake: 'drops the headers of a request to the API',
    adapter: fetching((send, input, { headers: _, ...init }) => send(input, init)),
    caughtBy: { [asItIs]: /headers of the caller/ },
  },
  {
    mistake: 'drops the body of a request to the API',
    adapter: fetching((send, input, { body: _, ...init }) => send(input, init)),
    caughtBy: { [asItIs]: /body of the caller/ },
  },
  {
    mistake: 'drops the signal of a request to the API',
    adapter: fetching((send, input, { signal: _, ...init }) => send(input, init)),
    caughtBy: { 'ends a request to the API when its `signal` is aborted': /end with an error/ },
  },
  {
    mistake: 'drops the headers of a reply',
    adapter: fetching(async (send, input, init) => {
      const reply = await send(input, init);
      return new Response(await reply.text(), { status: reply.status });
    }),
    caughtBy: { 'returns every odd reply of the API as it is': /must be unchanged/ },
  },
  {
    mistake: 'waits for the end of a body',
    adapter: fetching(async (send, input, init) => {
      const reply = await send(input, init);
      return new Response(await reply.arrayBuffer(), { status: reply.status, headers: reply.headers });
    }),
    caughtBy: { 'hands on a reply of the API before its body ends': /without waiting for the end/ },
  },
  {
    mistake: 'makes up a reply when the API rejects every token',
    adapter: fetching(async (send, input, init) => {
      const reply = await send(input, init);
      return reply.status === 401 && reply.headers.has('www-authenticate') ? new Response('{}') : reply;
    }),
    caughtBy: { 'returns the reply of an API that rejects every token': /must get the reply of the API/ },
  },
  {
    mistake: 'sends a request again to an API that is down',
    adapter: fetching(async (send, input, init) => {
      const reply = await send(input, init);
      return reply.status === 503 ? send(input, init) : reply;
    }),
    caughtBy: { 'sends a request once to an API that is down': /must not send the request again/ },
  },
  {
    mistake: 'has an `api` without a token',
    adapter: wrapping((_, { apiBaseUrl }) => ({ api: { get: (path: string) => fetch(`${apiBaseUrl}/${path}`) } })),
    caughtBy: { 'shows the token through `api` too': /must have the header `authorization`/ },
  },
];
