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

// What is proven is non-interference: all that can be seen of a failure is, character for character, what is seen of
// the same failure with another secret and another token. Searching for the secret would prove less, because a server
// can spell it in ways that nobody thinks of searching for, and nothing at all for a secret of one or two characters,
// which by chance is in any text.
//
// Secrets and tokens have no lower-case letters, and the servers' own words have only those: a secret such as `e` would
// be found in the word `error`, which would be withheld: no leak, but a difference.

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
  // Jitter shows in errors. The half second that this makes of it is beyond the deadline: no failure is tried again.
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

/** A client that asks for a token, fails or not, asks again; and all that console, logger and debugger could show of it. */
async function watch({ clientAuth, secret, answer, tokenEndpoint, fetch, clientSecret }: Scene): Promise<string> {
  server.reset();
  server.answerAlways(answer);
  const clock = createFakeClock();
  const events: GrantEvent[] = [];
  const cache = memoryTokenCache({ clock });
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: tokenEndpoint ?? server.tokenEndpoint, apiBaseUrl: server.url, clientAuth },
    {
      // Of no length that would make the secret's own base64 a part of the header's.
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
  // Frames name functions and files, and where an await went on: nothing of a request, and not the same twice.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const first = failuresOf(client);
    if (hangs) void server.waitForRequest(1).then(() => clock.advance(1));
    const errors = [...(await first), ...(await failuresOf(client))];
    const clones = errors.map((error) => structuredClone(error));
    return [
      ...[...errors, ...clones, client, cache, events, client.explain()].map(inspectWhole),
      ...[...errors, events, client.explain()].map((value) => JSON.stringify(value)),
      ...errors.map(({ stack, cause }) => `${stack} ${inspectWhole(cause)}`),
      ...errors.map(String),
    ].join('\n');
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Watches the same scene with the control's credentials, and with many others. */
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

describe.each(Object.entries(methods))('a server that was sent %s', (_, clientAuth) => {
  test.each(Object.entries(echoes))('does not get it shown by repeating %s', async (_, echo) => {
    await expectNoInterference(20, () => ({
      clientAuth,
      answer: (request) => ({ status: 400, body: { error: 'invalid_request', error_description: echo(request) } }),
    }));
  });

  test.each(Object.entries(places))('does not get it or a token shown through %s', async (_, place) => {
    await expectNoInterference(7, ({ token }) => ({ clientAuth, answer: (request) => place(all(request), token) }));
  });

  test('does not get a token shown that it grants', async () => {
    await expectNoInterference(10, ({ token }) => ({
      clientAuth,
      answer: { body: { access_token: token, token_type: 'Bearer', expires_in: 60, scope: 'read' } },
    }));
  });

  const granted = { access_token: 'x', token_type: 'Bearer' };
  test.each<[string, Answer]>([
    ['refuses in its own words', { fate: 'grant' }],
    ...[400, 401, 403, 404, 408, 418, 425, 429, 500, 502, 503].map((status): [string, Answer] => [
      `answers ${status}`,
      { status },
    ]),
    ['resets the connection', { fate: 'reset' }],
    ['cuts its reply in two', { fate: 'truncate', body: granted }],
    ['never answers', { fate: 'hang' }],
    ['falls silent', { fate: 'hang-body', body: granted }],
    ...([301, 302, 303, 307, 308] as const).map((status): [string, Answer] => [
      `redirects with ${status}`,
      { fate: 'redirect', status, location: '/token' },
    ]),
  ])('leaves no trace of it when it %s', async (_, answer) => {
    await expectNoInterference(3, () => ({ clientAuth, answer }));
  });
});

describe('before anything is sent, a credential does not show', () => {
  const unused = { clientAuth: clientSecretPost(), answer: {} };
  const failure = (secret: string) => Object.assign(new Error(secret, { cause: secret }), { secret, code: 'ESTORE' });

  test.each<[string, (secret: string) => Partial<Scene>]>([
    ['when the function that gives it fails', (secret) => ({ clientSecret: () => Promise.reject(failure(secret)) })],
    [
      'when it gives three',
      (secret) => ({ clientSecret: async () => JSON.parse(JSON.stringify([secret, secret, secret])) }),
    ],
    [
      'when the client authentication fails',
      (secret) => ({
        clientAuth: { ...clientSecretPost(), authenticate: () => Promise.reject(failure(secret)) },
      }),
    ],
    [
      'when fetch fails with an error that carries the request',
      (secret) => ({ fetch: async (request) => Promise.reject(Object.assign(failure(secret), { request })) }),
    ],
  ])('%s', async (_, scene) => {
    await expectNoInterference(20, ({ secret }) => ({ ...unused, ...scene(secret) }));
  });

  test('when nobody listens', async () => {
    const closed = await createAuthorizationServer();
    await closed.close();
    await expectNoInterference(20, () => ({ ...unused, tokenEndpoint: closed.tokenEndpoint }));
  });
});
