import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { inspect } from 'node:util';
import { createFakeClock } from '@grantkit/testing';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type SmokeballWebhookHeaders, type SmokeballWebhookOptions, verifySmokeballWebhook } from '../src/index.ts';

const clock = createFakeClock();
const key = 'ei7641529ue420n8b9aa';
const clientId = 'lou1qnn0llav95f';

/** The time in .NET's ticks: steps of 100 ns since the year 1, which began 719 162 days before 1970. */
function ticksAt(ms: number): bigint {
  return (719_162n * 86_400_000n + BigInt(ms)) * 10_000n;
}

/** The headers of a delivery, signed as Smokeball's page describes, with names as `node:http` shows them. */
function delivery({ timestamp = String(ticksAt(clock.now())), requestId = 'order-4711', signedWith = key } = {}) {
  const signature = createHmac('sha256', signedWith).update(`${timestamp}|${requestId}|${clientId}`).digest('hex');
  return { timestamp, requestid: requestId, signature };
}

function verify(headers: SmokeballWebhookHeaders, options: Partial<SmokeballWebhookOptions> = {}): Promise<boolean> {
  return verifySmokeballWebhook(headers, { key, clientId, clock, ...options });
}

// Smokeball's page: the hash belongs to the client id without its last character, as the C# sample has it.
const published = {
  timestamp: '637558795239278688',
  requestid: '38583489-09c4-49ef-b58c-ef1b34208cca',
  signature: 'feb4b838a272884f6d2c2580b2c7ebb0b2f725b90e8baa6f9b5e1a17a9faec2d',
};
const publishedAt = { now: () => Date.parse('2021-05-06T06:32:03.927Z') };

test("the example of Smokeball's page is signed with the client id cut by one character", async () => {
  await expect(verify(published, { clientId: 'lou1qnn0llav95', clock: publishedAt })).resolves.toBe(true);
  await expect(verify(published, { clientId: 'lou1qnn0llav95f', clock: publishedAt })).resolves.toBe(false);
  // The hash that the page's JavaScript sample prints.
  const printed = '9ac03005f363ed5890c45a6aae8fcd5fa08a2a45e333002fbb93dd3460b2278f';
  await expect(verify({ ...published, signature: printed }, { clock: publishedAt })).resolves.toBe(true);
});

test('signed headers are accepted in the form of each framework', async () => {
  const { timestamp, requestid, signature } = delivery();
  const asSent = { Timestamp: timestamp, RequestId: requestid, Signature: signature };
  await expect(verify(delivery())).resolves.toBe(true);
  await expect(verify(asSent)).resolves.toBe(true);
  await expect(verify(new Headers(asSent))).resolves.toBe(true);
  await expect(verify({ timestamp: [timestamp], requestid: [requestid], signature: [signature] })).resolves.toBe(true);
});

test.each(['timestamp', 'requestid', 'signature'] as const)('without `%s` the headers are refused', async (name) => {
  await expect(verify({ ...delivery(), [name]: undefined })).resolves.toBe(false);
  await expect(verify({ ...delivery(), [name]: [] })).resolves.toBe(false);
  const headers = new Headers(delivery());
  headers.delete(name);
  await expect(verify(headers)).resolves.toBe(false);
});

test.each(['timestamp', 'requestid', 'signature'] as const)('a repeated `%s` is refused', async (name) => {
  const signed = delivery();
  await expect(verify({ ...signed, [name]: [signed[name], signed[name]] })).resolves.toBe(false);
  await expect(verify({ ...signed, [name.toUpperCase()]: signed[name] })).resolves.toBe(false);
  const headers = new Headers(signed);
  headers.append(name, signed[name]);
  await expect(verify(headers)).resolves.toBe(false);
});

test('`node:http` shows headers that are accepted once, and refused if they are sent twice', async () => {
  const verdicts: boolean[] = [];
  const server = createServer(async ({ headers }, response) => {
    const shown: IncomingHttpHeaders = headers;
    verdicts.push(await verify(shown));
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  const { timestamp, requestid, signature } = delivery();
  for (const signatures of [signature, [signature, signature]]) {
    const headers = { Timestamp: timestamp, RequestId: requestid, Signature: signatures };
    const sent = request({ host: '127.0.0.1', port: address.port, headers, agent: false }).end();
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
  }
  expect(verdicts).toEqual([true, false]);
});

test.each(['', ' ', '0x10', '1e17', '-1', '+1', '1.5', '٣', '1'.repeat(40), 'now'])(
  'the timestamp `%s` is malformed, also with a signature over it',
  async (timestamp) => {
    await expect(verify(delivery({ timestamp }))).resolves.toBe(false);
  },
);

test('a signature is 64 hex digits in lower case', async () => {
  const { signature } = delivery();
  const malformed = [signature.toUpperCase(), `${signature}00`, signature.slice(2), `${signature}\n`, `0x${signature}`];
  for (const other of malformed) await expect(verify({ ...delivery(), signature: other })).resolves.toBe(false);
});

test('both keys of a pair are accepted during a rotation, and others are not', async () => {
  for (const signedWith of ['old', 'new']) {
    await expect(verify(delivery({ signedWith }), { key: ['old', 'new'] })).resolves.toBe(true);
  }
  await expect(verify(delivery(), { key: ['old', 'new'] })).resolves.toBe(false);
});

test.each([
  [undefined, 300_000],
  [1, 1],
])('with `maxAge` %s a timestamp may differ by %i ms from the clock, and by no tick more', async (maxAge, ms) => {
  const longest = BigInt(ms) * 10_000n;
  const now = ticksAt(clock.now());
  for (const [ticks, isGood] of [
    [now - longest, true],
    [now - longest - 1n, false],
    [now + longest, true],
    [now + longest + 1n, false],
  ] as const) {
    await expect(verify(delivery({ timestamp: String(ticks) }), { maxAge })).resolves.toBe(isGood);
  }
});

test('signed headers are refused after a change of any character', async () => {
  const names = fc.constantFrom('timestamp', 'requestid', 'signature');
  const requestIds = fc.string({ unit: fc.constantFrom('a', '|', ' ', ',', '9'), minLength: 1, maxLength: 12 });
  const changes = fc.tuple(requestIds, names, fc.nat(), fc.constantFrom('', '|', '0', 'a', 'é', '\n'));
  await fc.assert(
    fc.asyncProperty(changes, async ([requestId, name, index, character]) => {
      const signed = delivery({ requestId });
      await expect(verify(signed)).resolves.toBe(true);
      const at = index % signed[name].length;
      const changed = signed[name].slice(0, at) + character + signed[name].slice(at + 1);
      await expect(verify({ ...signed, [name]: changed })).resolves.toBe(changed === signed[name]);
    }),
  );
});

test('whatever is in the headers, the answer is `false` and not an error', async () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
  const headers = fc.dictionary(fc.constantFrom('timestamp', 'Timestamp', 'requestid', 'signature', 'get'), value);
  await fc.assert(
    fc.asyncProperty(headers, async (some) => {
      await expect(verify(some)).resolves.toBe(false);
    }),
  );
});

test.each([null, undefined])('%s in place of headers is not good', async (none) => {
  await expect(Reflect.apply(verifySmokeballWebhook, undefined, [none, { key, clientId }])).resolves.toBe(false);
});

test.each([
  ['key', ''],
  ['key', ['only one']],
  ['key', ['one', 'two', 'three']],
  ['key', ['one', '']],
  ['key', undefined],
  ['clientId', ' '],
  ['clientId', undefined],
  ['maxAge', 0],
  ['maxAge', -1],
  ['maxAge', 1.5],
  ['maxAge', Number.POSITIVE_INFINITY],
  ['maxAge', '300000'],
  ['clock', {}],
  ['maxage', 1000],
])('a wrong option `%s` (%j) is `invalid_config`, and its error shows no key', async (name, value) => {
  const options = { key: 'k3y-that-nobody-sees', clientId, clock, [name]: value };
  const error: unknown = await verifySmokeballWebhook(delivery(), options).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'invalid_config',
    provider: 'smokeball',
    message: expect.stringContaining(`\`${name}\``),
  });
  expect(inspect(error)).not.toContain('k3y-that-nobody-sees');
});
