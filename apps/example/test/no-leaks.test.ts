import { expect, onTestFinished, test, vi } from 'vitest';
import type { Action } from '../src/console/protocol.ts';
import { openConsole } from './open-console.ts';

const actions: readonly Action[] = [
  'call',
  'invalidate',
  'stampede',
  'rotate-secret',
  'short-lived',
  'reject-tokens',
  'stop',
  'call',
  'start',
  'answer-500',
  'answer-usual',
  'usual-lifetime',
  'answer-429',
];

/** Collects every credential and every token that leaves this process, of clients and of twins. */
function watchCredentials(): ReadonlySet<string> {
  const seen = new Set<string>();
  const send = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const headers = new Headers(init?.headers);
    const [scheme, value = ''] = headers.get('authorization')?.split(' ') ?? [];
    if (value !== '') seen.add(value);
    if (scheme === 'Basic') for (const part of atob(value).split(':')) seen.add(part);
    const apiKey = headers.get('x-api-key');
    if (apiKey !== null) seen.add(apiKey);
    return send(input, init);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return seen;
}

test('no token, secret, client id or API key reaches the page, whichever button is pressed', async () => {
  const credentials = watchCredentials();
  const { press, feed, laneThat, connections } = await openConsole();
  for (const action of actions) {
    const replies = await Promise.all(connections.map(({ provider }) => press(provider, action)));
    expect(replies, action).toEqual([204, 204, 204]);
  }
  for (const { provider } of connections) {
    await laneThat(provider, ({ explanation }) => explanation.failure?.code === 'rate_limited');
  }
  const simulators = connections.flatMap(({ simulator }) => simulator ?? []);
  const tokens = simulators.flatMap(({ server }) => server.issued.map(({ accessToken }) => accessToken));
  // Otherwise the test would look for nothing, and pass.
  for (const { registration, secret } of simulators) {
    expect([registration.clientId, secret()].map((credential) => credentials.has(credential))).toEqual([true, true]);
  }
  expect(simulators.some(({ registration }) => credentials.has(registration.apiKey))).toBe(true);
  const leaked = [...credentials, ...tokens].filter((credential) => feed.text().includes(credential));
  expect(leaked).toEqual([]);
  expect(feed.entries.some(({ type }) => type === 'rotated')).toBe(true);
});
