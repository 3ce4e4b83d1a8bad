import { base64, clientSecretBasic, clientSecretPost, formEncode } from '../../src/index.ts';
import { describing, handing, type Mistake, sending } from './mistake.ts';

const hostTitle =
  'sends its requests to https://auth.acme.example/token and https://api.acme.example/v2 ' +
  'with {"tokenEndpoint":"https://auth.acme.example/token","apiBaseUrl":"https://api.acme.example/v2"}';

/** Mistakes in the contents of the token request, and in its URL. */
export const requestMistakes: readonly Mistake[] = [
  {
    mistake: 'ignores the option `tokenEndpoint`',
    adapter: describing(() => ({ tokenEndpoint: 'https://auth.acme.example/token' })),
    caughtBy: { 'sends the declared token request, and nothing else': /must use the options of `pointAt`/ },
  },
  {
    mistake: 'ignores the option `apiBaseUrl`',
    adapter: describing(() => ({ apiBaseUrl: 'https://api.acme.example/v2' })),
    caughtBy: { 'shows the token to the API as declared': /must use the options of `pointAt`/ },
  },
  {
    mistake: 'sends the token request to another host',
    adapter: describing((_, { tokenEndpoint }) => ({ tokenEndpoint: tokenEndpoint.replace('auth.', 'login.') })),
    caughtBy: {
      [hostTitle]: /must go to these URLs/,
    },
  },
  {
    mistake: 'sends the token request to another path',
    adapter: describing((_, { tokenEndpoint }) => ({ tokenEndpoint: `${tokenEndpoint}s` })),
    caughtBy: {
      'sends the declared token request, and nothing else': /asked \/tokens, but the token endpoint .* \/token\./,
    },
  },
  {
    mistake: 'sends the secret twice',
    adapter: describing(() => ({
      clientAuth: {
        ...clientSecretBasic(),
        async authenticate(draft) {
          await clientSecretPost().authenticate(draft);
          await clientSecretBasic().authenticate(draft);
        },
      },
    })),
    caughtBy: { 'sends the declared token request, and nothing else': /no parameter besides/ },
  },
  {
    mistake: 'does not encode the id in Basic',
    adapter: describing(() => ({
      clientAuth: {
        ...clientSecretBasic(),
        authenticate({ clientId, clientSecret = '', headers }) {
          headers.set('authorization', `Basic ${base64(`${clientId}:${formEncode(clientSecret)}`)}`);
        },
      },
    })),
    caughtBy: { 'sends the declared token request, and nothing else': /The header `authorization` is/ },
  },
  {
    mistake: 'sends the secret in the query',
    adapter: sending((url, init, { clientSecret }) =>
      fetch(url.includes('/v2') ? url : `${url}?key=${encodeURIComponent(String(clientSecret))}`, init),
    ),
    caughtBy: { 'puts no credential into a URL': /must not have a credential/ },
  },
  {
    mistake: 'sends a header that the provider does not ask for',
    adapter: describing(() => ({ headers: { 'x-client': 'acme' } })),
    caughtBy: { 'sends the declared token request, and nothing else': /no header besides/ },
  },
  {
    mistake: 'sends a parameter that the provider does not ask for',
    adapter: describing(() => ({ parameters: { audience: 'everything' } })),
    caughtBy: { 'sends the declared token request, and nothing else': /no parameter besides/ },
  },
  {
    mistake: 'lets credentials follow redirects',
    adapter: sending((url, init) => fetch(url, { ...init, redirect: 'follow' })),
    caughtBy: Object.fromEntries(
      [301, 302, 303, 307, 308].map((status) => [`refuses a ${status} of the token endpoint`, /Nothing must follow/]),
    ),
  },
  {
    mistake: 'follows a redirect of the token endpoint to another path',
    adapter: sending(async (url, init) => {
      const reply = await fetch(url, init);
      const target = new URL(reply.headers.get('location') ?? url, url);
      return target.href !== url && target.origin === new URL(url).origin ? fetch(target, init) : reply;
    }),
    caughtBy: { 'refuses a 307 of the token endpoint': /must follow the redirect to another path/ },
  },
  {
    mistake: 'joins a list in `parameters`',
    adapter: handing(({ parameters = {} }) => ({
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
    })),
    caughtBy: { 'sends each value of a list in the option `parameters`': /once for each value/ },
  },
  {
    mistake: 'uses only the first secret of a pair',
    adapter: handing(({ clientSecret }) => ({
      clientSecret: Array.isArray(clientSecret) ? String(clientSecret[0]) : clientSecret,
    })),
    caughtBy: {
      'tries the other secret of a pair after refusal 1, 403 {"error":"bad_secret","error_description":"No"}':
        /does not accept the client/,
    },
  },
  {
    mistake: 'does not call a function that fetches the secret',
    adapter: handing(({ clientSecret }) => ({
      clientSecret: typeof clientSecret === 'function' ? String(clientSecret) : clientSecret,
    })),
    caughtBy: { 'calls a function that fetches the secret': /invalid_client/ },
  },
];
