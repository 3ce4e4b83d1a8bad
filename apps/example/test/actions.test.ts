import { expect, test } from 'vitest';
import type { Lane } from '../src/console/protocol.ts';
import { openConsole } from './open-console.ts';

/** Whether the callers have gone on since, at the client and at its twin. */
const calledSince = (earlier: Lane) => (lane: Lane) => lane.calls.made > earlier.calls.made + 1;

test('shows each lane with its endpoint, its method, its scope, and callers who are served from memory', async () => {
  const { laneThat, feed } = await openConsole();
  const lane = await laneThat('smokeball', ({ counters }) => counters.memory > 1);
  expect(lane).toMatchObject({
    simulator: { stopped: false, shortLived: false },
    explanation: {
      provider: 'smokeball',
      tokenEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/oauth2\/token$/),
      clientAuth: 'client_secret_basic',
      scope: ['matters/read'],
      token: { age: 'fresh', servedFor: expect.any(Number) },
    },
    counters: { requested: 1, tokenRequests: 1 },
    calls: { failed: 0 },
    without: { failed: 0, tokenRequests: 1 },
  });
  expect(feed.state()).toMatchObject({ cache: { kind: 'memory', sealed: false } });
  expect(feed.state()?.lanes.map(({ name }) => name)).toEqual(['pulsoid', 'smokeball', 'pingam']);
});

test('`call` makes one API call and shows its result', async () => {
  const { press, feed } = await openConsole();
  expect(await press('pingam', 'call')).toBe(204);
  const { text } = await feed.until(() => feed.entries.find(({ type }) => type === 'result'));
  expect(text).toBe('called the API: 200 OK, GET /');
});

test('`stampede` costs Grantkit one token request, and the naive program a thousand', async () => {
  const { press, feed } = await openConsole();
  expect(await press('pulsoid', 'stampede')).toBe(204);
  const results = await feed.until(() => {
    const found = feed.entries.filter(({ type }) => type === 'result');
    return found.length === 2 ? found : undefined;
  });
  expect(results.map(({ text }) => text.replace(/ in .*$/, ''))).toEqual([
    'Grantkit: 1,000 of 1,000 callers got a token with 1 token request',
    expect.stringMatching(/^the naive program: 1,000 of 1,000 callers got a token with 1,00\d token requests$/),
  ]);
});

test('a press while a stampede runs joins it, and it counts only its own requests', async () => {
  const { press, feed } = await openConsole();
  expect(await Promise.all([1, 2, 3].map(() => press('pulsoid', 'stampede')))).toEqual([204, 204, 204]);
  await press('pulsoid', 'call');
  await feed.until(() => feed.entries.find(({ text }) => text.startsWith('called')));
  const results = feed.entries.filter(({ text }) => text.includes('callers got a token'));
  expect(results.map(({ text }) => text.replace(/ in .*$/, ''))).toEqual([
    'Grantkit: 1,000 of 1,000 callers got a token with 1 token request',
    expect.stringMatching(/: 1,000 of 1,000 callers got a token with 1,00\d token requests$/),
  ]);
});

test('`invalidate` makes the next caller get another token', async () => {
  const { press, laneThat } = await openConsole();
  const { counters } = await laneThat('pulsoid', (lane) => lane.counters.memory > 0);
  await press('pulsoid', 'invalidate');
  const lane = await laneThat('pulsoid', (later) => later.counters.requested > counters.requested);
  expect(lane.calls.failed).toBe(0);
});

test('while the authorization server is stopped, callers are served. Then it recovers', async () => {
  const { press, laneThat } = await openConsole();
  await laneThat('smokeball', (lane) => lane.counters.memory > 0);
  await press('smokeball', 'stop');
  const down = await laneThat('smokeball', ({ explanation }) => explanation.failure !== undefined);
  expect(down).toMatchObject({ simulator: { stopped: true }, explanation: { failure: { code: 'network' } } });
  const later = await laneThat('smokeball', calledSince(down));
  expect(later.calls.failed).toBe(0);
  await press('smokeball', 'start');
  const up = await laneThat('smokeball', ({ explanation }) => explanation.failure === undefined);
  expect(up.counters.requested).toBe(later.counters.requested + 1);
  expect(up.calls.failed).toBe(0);
});

test('in the same outage the calls of the naive program fail, as soon as it needs a token', async () => {
  const { press, laneThat } = await openConsole();
  await press('pulsoid', 'stop');
  await press('pulsoid', 'invalidate');
  const lane = await laneThat('pulsoid', ({ without }) => (without?.failed ?? 0) > 0);
  expect(lane.without?.tokenRequests).toBeGreaterThan(0);
});

test('`answer-429` holds attempts back as long as the server asks, and `answer-500` is an error. Callers are served', async () => {
  const { press, laneThat } = await openConsole();
  await laneThat('pingam', (lane) => lane.counters.memory > 0);
  await press('pingam', 'answer-429');
  const limited = await laneThat('pingam', ({ explanation }) => explanation.failure?.code === 'rate_limited');
  expect(limited.simulator?.answers).toBe(429);
  expect(limited.explanation.retryAfter).toBeGreaterThan(0);
  expect((await laneThat('pingam', calledSince(limited))).calls.failed).toBe(0);

  await laneThat('smokeball', (lane) => lane.counters.memory > 0);
  await press('smokeball', 'answer-500');
  const broken = await laneThat('smokeball', ({ explanation }) => explanation.failure?.code === 'server_error');
  await press('smokeball', 'answer-usual');
  const well = await laneThat('smokeball', ({ explanation }) => explanation.failure === undefined);
  expect(well.simulator?.answers).toBeUndefined();
  expect(well.counters.requested).toBeGreaterThan(broken.counters.requested);
  expect(well.calls.failed).toBe(0);
});

test('`reject-tokens` fails no call of Grantkit, and every call of the naive program', async () => {
  const { press, laneThat } = await openConsole();
  await laneThat('pulsoid', (lane) => lane.counters.memory > 0);
  await press('pulsoid', 'reject-tokens');
  const lane = await laneThat(
    'pulsoid',
    ({ counters, without }) => counters.replayed === 1 && (without?.failed ?? 0) > 1,
  );
  expect(lane.calls.failed).toBe(0);
  await press('pulsoid', 'invalidate');
  const restarted = await laneThat('pulsoid', calledSince(lane));
  const later = await laneThat('pulsoid', calledSince(restarted));
  expect(later.without?.failed).toBe(restarted.without?.failed);
});

test('`rotate-secret` fails no call, however often, also if the API then rejects the tokens', async () => {
  const { press, laneThat, feed, connections } = await openConsole();
  const simulator = connections.find(({ provider }) => provider === 'pingam')?.simulator;
  await laneThat('pingam', (lane) => lane.counters.memory > 0);
  for (const rotations of [1, 2]) {
    const before = simulator?.secret();
    await press('pingam', 'rotate-secret');
    await feed.until(() => feed.entries.filter(({ type }) => type === 'rotated')[rotations - 1]);
    expect(simulator?.secret()).not.toBe(before);
  }
  // Once more the old secret, which is refused, and then the new one.
  expect(simulator?.server.tokenRequests).toHaveLength(5);
  await press('pingam', 'reject-tokens');
  const lane = await laneThat('pingam', ({ counters }) => counters.replayed === 1);
  expect((await laneThat('pingam', calledSince(lane))).calls.failed).toBe(0);
});

test('`short-lived` gets a token for ten seconds at once, and `usual-lifetime` one for as long as before', async () => {
  const { press, laneThat } = await openConsole();
  const lifetime = ({ explanation: { token } }: Lane) =>
    token && Date.parse(token.expiresAt) - Date.parse(token.issuedAt);
  await laneThat('smokeball', (lane) => lifetime(lane) === 3_600_000);
  await press('smokeball', 'short-lived');
  const short = await laneThat('smokeball', (lane) => lifetime(lane) === 10_000);
  expect(short.simulator?.shortLived).toBe(true);
  await press('smokeball', 'usual-lifetime');
  const usual = await laneThat('smokeball', (lane) => lifetime(lane) === 3_600_000);
  expect(usual).toMatchObject({ simulator: { shortLived: false }, calls: { failed: 0 } });
});
