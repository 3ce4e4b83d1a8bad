import { type Answer, createAuthorizationServer, createFakeClock, type RecordedRequest } from '@grantkit/testing';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ClientAuth,
  type ClientOptions,
  clientSecretBasic,
  clientSecretPost,
  createProviderClient,
  type GrantError,
  type GrantEvent,
  isGrantError,
  memoryTokenCache,
  type TokenSource,
} from '../src/index.ts';
import { echoes, places } from './hostile-answers.ts';
import { inspectWhole } from './inspect-whole.ts';

// These tests prove non-interference: everything that a failure shows is the same, character by character, with another
// secret and another token. A search for the secret would prove less. A server can write the secret in ways that a search
// does not know, and a secret of one or two characters is in any text by chance.
//
// Secrets and tokens have no lower-case letters, and the servers' own words have only those. Otherwise a secret such as
// `e` would be found in the word `error`, and the word would be withheld. That is a difference, but not a leak.

interface Credentials {
  readonly secret: string;
  readonly token: string;
}

const control: Credentials = { secret: 'CONTROL-51E7', token: 'CONTROL-70CE4' };
const special = fc.constantFrom(...'%+:&=\'"\\/ <>{}`$\n\t\0é漢😀\u0416\u200b\u202e', '%2B', '  ', '\ud83d', '\ude00');
const plain = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.~');
const character = fc.oneof({ weight: 2, arbitrary: special }, { weight: 3, arbitrary: plain });
const credentials: fc.Arbitrary<Credentials> = fc.record({
  secret: fc.oneof(
    fc.string({ unit: character, minLength: 1, maxLength: 3 }),
    fc.string({ unit: character, minLength: 1, maxLength: 200, size: 'max' }),
  ),
  token: fc.string({ unit: plain, minLength: 1, maxLength: 200, size: 'max' }),
});

const server = await createAuthorizationServer();
const methods: Record<string, ClientAuth> = {
  'form-encoded Basic': clientSecretBasic(),
  'raw Basic': clientSecretBasic({ encoding: 'raw' }),
  post: clientSecretPost(),
};

afterAll(() => server.close());
beforeEach(() => {
  // Errors show jitter, so it is fixed. The wait of half a second is beyond the deadline: each call makes one attempt.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  return () => void random.mockRestore();
});

interface Scene {
  readonly clientAuth: ClientAuth;
  readonly secret: string;
  readonly answer: Answer;
  readonly tokenEndpoint?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly clientSecret?: ClientOptions['clientSecret'];
}

async function failuresOf(source: TokenSource): Promise<readonly GrantError[]> {
  try {
    await source.token();
    return [];
  } catch (error) {
    if (!isGrantError(error)) throw error;
    return [error];
  }
}

/** Calls a client twice, and returns everything that a console, a logger or a debugger could show of it. */
async function watch({ clientAuth, secret, answer, tokenEndpoint, fetch, clientSecret }: Scene): Promise<string> {
  server.reset();
  server.answerAlways(answer);
  const clock = createFakeClock();
  const events: GrantEvent[] = [];
  const cache = memoryTokenCache({ clock });
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: tokenEndpoint ?? server.tokenEndpoint, apiBaseUrl: server.url, clientAuth },
    {
      // Its length matters: the base64 of the secret alone must not be a part of the header's base64.
      clientId: 'acme',
      clientSecret: clientSecret ?? secret,
      cache,
      clock,
      fetch,
      timeout: 1,
      onEvent: (event) => events.push(event),
    },
  );
  const hangs = typeof answer === 'object' && (answer.fate === 'hang' || answer.fate === 'hang-body');
  // Without stack frames. They show nothing of a request, and they are not the same in two runs.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const first = failuresOf(client);
    if (hangs) void server.waitForRequest(1).then(() => clock.advance(1));
    const errors = [...(await first), ...(await failuresOf(client))];
    const clones = errors.map((error) => structuredClone(error));
    return (
      [
        ...[...errors, ...clones, client, cache, events, client.explain()].map(inspectWhole),
        ...[...errors, events, client.explain()].map((value) => JSON.stringify(value)),
        ...errors.map(({ stack, cause }) => `${stack} ${inspectWhole(cause)}`),
        ...errors.map(String),
      ]
        .join('\n')
        // An error tells only this fact about a refused secret.
        .replaceAll(/The client secret begins or ends with white space\.[^.]*\. /g, '')
    );
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Runs the same scene with the credentials of the control and with many others, and compares what they show. */
async function expectNoInterference(numRuns: number, scene: (credentials: Credentials) => Omit<Scene, 'secret'>) {
  const expected = await watch({ ...scene(control), secret: control.secret });
  expect(expected).not.toContain('CONTROL');
  await fc.assert(
    fc.asyncProperty(credentials, async (others) => {
      expect(await watch({ ...scene(others), secret: others.secret })).toBe(expected);
    }),
    { numRuns },
  );
}

const all = (request: RecordedRequest) =>
  Object.values(echoes)
    .map((echo) => echo(request))
    .join(' ');

describe.each(Object.entries(methods))('a server that received %s', (_, clientAuth) => {
  test.each(Object.entries(echoes))('cannot make an error show it by repeating %s', async (_, echo) => {
    await expectNoInterference(20, () => ({
      clientAuth,
      answer: (request) => ({ status: 400, body: { error: 'invalid_request', error_description: echo(request) } }),
    }));
  });

  test.each(Object.entries(places))('cannot make an error show it or a token through %s', async (_, place) => {
    await expectNoInterference(7, ({ token }) => ({ clientAuth, answer: (request) => place(all(request), token) }));
  });

  test('cannot make an error, an event or the client show a token that it grants', async () => {
    await expectNoInterference(10, ({ token }) => ({
      clientAuth,
      answer: { body: { access_token: token, token_type: 'Bearer', expires_in: 60, scope: 'read' } },
    }));
  });

  const granted = { access_token: 'x', token_type: 'Bearer' };
  test.each<[string, Answer]>([
    ['sends its own error reply', { fate: 'grant' }],
    ...[400, 401, 403, 404, 408, 418, 425, 429, 500, 502, 503].map((status): [string, Answer] => [
      `answers ${status}`,
      { status },
    ]),
    ['resets the connection', { fate: 'reset' }],
    ['breaks its reply off', { fate: 'truncate', body: granted }],
    ['never answers', { fate: 'hang' }],
    ['stops in the middle of its reply', { fate: 'hang-body', body: granted }],
    ...([301, 302, 303, 307, 308] as const).map((status): [string, Answer] => [
      `redirects with ${status}`,
      { fate: 'redirect', status, location: '/token' },
    ]),
  ])('leaves no trace of it if it %s', async (_, answer) => {
    await expectNoInterference(3, () => ({ clientAuth, answer }));
  });
});

describe('before anything is sent, an error does not show the credential', () => {
  const unused = { clientAuth: clientSecretPost(), answer: {} };
  const failure = (secret: string) => Object.assign(new Error(secret, { cause: secret }), { secret, code: 'ESTORE' });

  test.each<[string, (secret: string) => Partial<Scene>]>([
    ['if the function that returns it fails', (secret) => ({ clientSecret: () => Promise.reject(failure(secret)) })],
    [
      'if the function returns three',
      (secret) => ({ clientSecret: async () => JSON.parse(JSON.stringify([secret, secret, secret])) }),
    ],
    [
      'if the client authentication fails',
      (secret) => ({
        clientAuth: { ...clientSecretPost(), authenticate: () => Promise.reject(failure(secret)) },
      }),
    ],
    [
      'if fetch fails with an error that carries the request',
      (secret) => ({ fetch: async (request) => Promise.reject(Object.assign(failure(secret), { request })) }),
    ],
  ])('%s', async (_, scene) => {
    await expectNoInterference(20, ({ secret }) => ({ ...unused, ...scene(secret) }));
  });

  test('if the port is closed', async () => {
    const closed = await createAuthorizationServer();
    await closed.close();
    await expectNoInterference(20, () => ({ ...unused, tokenEndpoint: closed.tokenEndpoint }));
  });
});
