import { createFakeClock } from '@grantkit/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type AccessToken, clientSecretBasic, createProviderClient, GrantError } from '../src/index.ts';

const secret = 'a-secret-of-the-fuzz';
const clock = createFakeClock();
const sixtyEightYears = (2 ** 31 - 1) * 1000;

// The longest wait. It is longer than the deadline, so that every call makes one request.
beforeAll(() => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.999);
  return () => random.mockRestore();
});

/** What a client makes of one reply of the token endpoint. */
async function read(status: number, body: string | Uint8Array<ArrayBuffer>, headers: HeadersInit = {}) {
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: 'https://auth.acme.example/token', clientAuth: clientSecretBasic() },
    {
      clientId: 'c',
      clientSecret: secret,
      clock,
      timeout: 1,
      fetch: async () => new Response(body, { status, headers }),
    },
  );
  return client.token().catch((error: unknown) => error);
}

/** RFC 6749 §5.1, implemented in another way than in the code under test. */
function isTokenReply(status: number, body: string): boolean {
  if (status < 200 || status > 299) return false;
  let reply: unknown;
  try {
    reply = JSON.parse(body);
  } catch {
    return false;
  }
  if (typeof reply !== 'object' || reply === null || Array.isArray(reply)) return false;
  const { access_token: token, token_type: type, expires_in: life = null, error } = reply as Record<string, unknown>;
  const seconds = typeof life === 'string' && /^-?[0-9]+(\.[0-9]+)?$/.test(life) ? Number(life) : life;
  return (
    [undefined, null, false, ''].includes(error as undefined) &&
    typeof token === 'string' &&
    token.length > 0 &&
    [...token].every((character) => character > ' ' && character <= '~') &&
    typeof type === 'string' &&
    type.toLowerCase() === 'bearer' &&
    (seconds === null || seconds === '' || typeof seconds === 'number')
  );
}

async function check(status: number, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const outcome = await read(status, body);
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  if (!isTokenReply(status, text)) {
    expect(outcome).toBeInstanceOf(GrantError);
    expect(`${outcome} ${JSON.stringify(outcome)}`).not.toContain(secret);
    return;
  }
  expect(outcome).not.toBeInstanceOf(Error);
  const { issuedAt, expiresAt, tokenType, scope } = outcome as AccessToken;
  expect(tokenType).toBe('Bearer');
  expect(Number.isFinite(expiresAt)).toBe(true);
  expect(expiresAt).toBeGreaterThanOrEqual(issuedAt);
  expect(expiresAt - issuedAt).toBeLessThanOrEqual(sixtyEightYears);
  expect(scope === undefined || scope.every((one) => typeof one === 'string')).toBe(true);
}

const statuses = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(200, 201, 299) },
  { weight: 1, arbitrary: fc.integer({ min: 400, max: 599 }) },
);
const anything = fc.oneof(fc.jsonValue(), fc.constantFrom('', ' ', secret, 'Bearer', '3600', 'NaN', 1e308, -0, 0.1));
const good = { access_token: 'good', token_type: 'Bearer', expires_in: 3600, scope: 'read write' };
const names = [...Object.keys(good), 'error', 'error_description', 'error_code', 'message', 'detail', '__proto__'];

/** Mostly a value of the right type, sometimes anything. */
const mostly = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: values }, { weight: 1, arbitrary: anything });
const likely = fc.record(
  {
    access_token: mostly(fc.string({ minLength: 1, unit: 'binary' }).map((text) => text.replace(/[^!-~]/g, 'x'))),
    token_type: mostly(fc.constantFrom('Bearer', 'bearer', 'BEARER', 'mac')),
    expires_in: mostly(fc.oneof(fc.double(), fc.integer(), fc.nat().map(String), fc.double().map(String))),
    scope: mostly(fc.string()),
    error: anything,
    error_description: anything,
  },
  { requiredKeys: ['access_token', 'token_type'] },
);

describe('no reply crashes the client, makes a token that never ends, or becomes a token although it is not one:', {
  timeout: 60_000,
}, () => {
  test('objects with the right members and almost the right values', async () => {
    const property = fc.asyncProperty(statuses, likely, (status, body) => check(status, JSON.stringify(body)));
    await fc.assert(property, { numRuns: 2_500 });
  });

  test('objects with any members of any shape', async () => {
    const members = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), anything);
    const property = fc.asyncProperty(statuses, members, (status, body) => check(status, JSON.stringify(body)));
    await fc.assert(property, { numRuns: 1_500 });
  });

  test('good replies with a few characters changed, lost, or doubled', async () => {
    const text = JSON.stringify(good);
    const change = fc.tuple(fc.nat(text.length), fc.nat(3), fc.string({ maxLength: 3, unit: 'binary' }));
    const property = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = changes.reduce((body, [at, lost, put]) => body.slice(0, at) + put + body.slice(at + lost), text);
      return check(200, changed.toWellFormed());
    });
    await fc.assert(property, { numRuns: 2_000 });
  });

  test('bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((body) => new Uint8Array(body));
    await fc.assert(fc.asyncProperty(statuses, bytes, check), { numRuns: 1_000 });
  });

  test('any lifetime as a number or as text', async () => {
    const lifetimes = fc.oneof(fc.double(), fc.float(), fc.bigInt().map(String), fc.double().map(String), fc.string());
    const property = fc.asyncProperty(lifetimes, (expires_in) =>
      check(200, JSON.stringify({ ...good, expires_in: Object.is(expires_in, -0) ? 0 : expires_in })),
    );
    await fc.assert(property, { numRuns: 1_500 });
  });
});

test('a good reply is a token. Without this, the properties above would prove nothing', async () => {
  expect(isTokenReply(200, JSON.stringify(good))).toBe(true);
  expect(await read(200, JSON.stringify(good))).toMatchObject({ accessToken: 'good', scope: ['read', 'write'] });
});

test('after any Retry-After the error has a `retryAfter` of at most `maxRetryAfter` ms', async () => {
  const values = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  const property = fc.asyncProperty(values, async (value) => {
    const failure = await read(503, '', { 'retry-after': value.replace(/[^ -~]/g, '?') });
    expect(failure).toBeInstanceOf(GrantError);
    const { retryAfter = 0 } = failure as GrantError;
    expect(retryAfter).toBeGreaterThanOrEqual(0);
    expect(retryAfter).toBeLessThanOrEqual(300_000);
  });
  await fc.assert(property, { numRuns: 500 });
});
