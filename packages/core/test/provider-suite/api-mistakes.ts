import { describing, type Mistake, sending, wrapping } from './mistake.ts';

/** Mistakes in the requests to the API. */
export const apiMistakes: readonly Mistake[] = [
  {
    mistake: 'forgets the API key',
    adapter: describing(() => ({ apiHeaders: undefined })),
    caughtBy: { 'shows the token to the API as declared': /must have the header `x-api-key`/ },
  },
  {
    mistake: 'sends a header to the API that it does not declare',
    adapter: describing((_, { apiKey }) => ({ apiHeaders: () => ({ 'x-api-key': apiKey, 'x-client': 'acme' }) })),
    caughtBy: { 'shows the token to the API as declared': /no header besides/ },
  },
  {
    mistake: 'shows the token to the API in a header of its own',
    adapter: describing(() => ({ authorize: ({ accessToken }) => ({ 'x-token': accessToken }) })),
    caughtBy: { 'shows the token to the API as declared': /header `authorization`/ },
  },
  {
    mistake: 'takes every 403 for a bad token',
    adapter: describing(() => ({ rejects: ({ status }) => ([401, 403].includes(status) ? 'token' : undefined) })),
    caughtBy: {
      'keeps its token when the token lacks a scope': /Another token does not help/,
      'keeps its token after reply 1 of `rejection.others`': /Another token does not help/,
    },
  },
  {
    mistake: 'cannot read every body of a 403',
    adapter: describing(() => ({
      async rejects(reply) {
        if (reply.status === 401) return 'token';
        const { error } = await reply.clone().json();
        return error.code === 'bad_token' ? 'token' : undefined;
      },
    })),
    caughtBy: { 'returns every odd reply of the API as it is': /could not read a reply/ },
  },
  {
    mistake: 'does not see that the API rejects its token',
    adapter: describing(() => ({ rejects: () => undefined })),
    caughtBy: { 'replaces a token that the API rejects, once': /succeed with the next token/ },
  },
  {
    mistake: 'replaces a rejected token again and again',
    adapter: wrapping((client) => ({
      async fetch(input: string, init?: RequestInit) {
        let reply = await client.fetch(input, init);
        for (let attempt = 0; attempt < 2 && reply.status === 401; attempt += 1) {
          await client.token({ forceRefresh: true });
          reply = await client.fetch(input, init);
        }
        return reply;
      },
    })),
    caughtBy: { 'returns the reply of an API that rejects every token': /replaced once/ },
  },
  {
    mistake: 'shows the API key to every origin',
    adapter: sending((url, init, { apiKey, tokenEndpoint }) => {
      const headers = new Headers(init.headers);
      if (url !== tokenEndpoint) headers.set('x-api-key', apiKey);
      return fetch(url, { ...init, headers });
    }),
    caughtBy: { 'shows no token and no credential to another origin that the API redirects to': /must not contain/ },
  },
  {
    mistake: 'calls the API by itself',
    adapter: wrapping(({ token }, { apiBaseUrl }) => ({
      async fetch(input: string) {
        const { accessToken } = await token();
        return fetch(new URL(String(input), `${apiBaseUrl}/`), { headers: { authorization: `Bearer ${accessToken}` } });
      },
    })),
    caughtBy: {
      'shows no token and no credential to another origin that the caller names': /must not contain/,
      'refuses a path that leaves the base URL of the API': /must fail/,
    },
  },
  {
    mistake: 'calls the whole origin of the API with its token',
    adapter: wrapping((client, { apiBaseUrl, apiKey }) => ({
      async fetch(input: string, init?: RequestInit) {
        if (!input.startsWith(new URL('/', apiBaseUrl).href)) return client.fetch(input, init);
        return fetch(input, { ...init, headers: { 'x-api-key': apiKey } });
      },
    })),
    caughtBy: {
      'shows no token and no credential above the base URL of the API': /above the base URL must not contain/,
    },
  },
];
