import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { createAuthorizationServer } from '@grantkit/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openCache } from '../src/cache.ts';
import { connect } from '../src/connections.ts';
import { createConsole } from '../src/console/console.ts';
import { serveConsole } from '../src/console/server.ts';
import { readFeed } from './read-feed.ts';
import { type Circumstances, launch } from './run.ts';

/** Starts the program with a page, and waits for the address of the page. */
async function serve(circumstances?: Circumstances) {
  const program = await launch(['--serve'], circumstances);
  const exit = once(program, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(program.stdout)) {
    lines.push(line);
    const [url] = /http:\/\/127\.0\.0\.1:\d+\/$/.exec(line) ?? [];
    if (url !== undefined) return { program, url, exit, lines };
  }
  throw new Error(`The program printed no address:\n${lines.join('\n')}`);
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'with --serve, prints the table and the address, and ends cleanly on %s in the middle of an outage',
  async (signal) => {
    const { program, url, exit, lines } = await serve();
    expect(lines[0]).toMatch(/^PROVIDER/);
    const feed = await readFeed(url);
    const headers = { origin: new URL(url).origin };
    // Its renewal then waits for its next attempt. That must not keep the program.
    await fetch(`${url}lanes/pulsoid/stop`, { method: 'POST', headers });
    await feed.until(() => feed.entries.find(({ type }) => type === 'failed'));
    program.kill(signal);
    expect(await exit).toEqual([0, null]);
    await feed.ended;
    await expect(fetch(url)).rejects.toThrow();
  },
);

test('with --serve, serves the page although a real service refuses the secret, and says what to do', async () => {
  await using server = await createAuthorizationServer({
    dialect: 'pulsoid',
    clients: [{ clientId: 'my-client', clientSecret: 'right-secret' }],
  });
  const { url } = await serve({
    variables: {
      PULSOID_CLIENT_ID: 'my-client',
      PULSOID_CLIENT_SECRET: 'wrong-secret',
      PULSOID_TOKEN_ENDPOINT: server.tokenEndpoint,
      PULSOID_API_BASE_URL: server.url,
    },
  });
  const feed = await readFeed(url);
  const headers = { origin: new URL(url).origin };
  await fetch(`${url}lanes/pulsoid/call`, { method: 'POST', headers });
  const failure = await feed.until(() => feed.state()?.lanes[0]?.explanation.failure);
  expect(failure).toMatchObject({ code: 'invalid_client' });
  expect(feed.text()).not.toContain('wrong-secret');
});

test('with --serve, does not serve a page for a provider whose options are wrong', async () => {
  const program = await launch(['--serve'], {
    variables: {
      PULSOID_CLIENT_ID: 'my-client',
      PULSOID_CLIENT_SECRET: 'my-secret',
      PULSOID_TOKEN_ENDPOINT: 'http://pulsoid.example/token',
    },
  });
  expect(await once(program, 'exit')).toEqual([1, null]);
});

test('a console that cannot start ends what it has started', async () => {
  const intervals = vi.spyOn(globalThis, 'setInterval');
  const cleared = vi.spyOn(globalThis, 'clearInterval');
  onTestFinished(() => void vi.restoreAllMocks());
  await using cache = await openCache({});
  await using resources = new AsyncDisposableStack();
  const credentials = { clientId: 'id', clientSecret: 'secret', apiKey: 'key' };
  const connections = await connect({ smokeball: { region: 'au', ...credentials, authBaseUrl: 'http://a.example' } });
  for (const connection of connections) resources.use(connection);
  await expect(createConsole(connections, cache)).rejects.toMatchObject({ code: 'invalid_config' });
  const started = intervals.mock.results.map(({ value }) => value);
  expect(started, 'the feed, and the callers of the first lane').toHaveLength(2);
  expect(cleared.mock.calls.flat()).toEqual(expect.arrayContaining(started));
});

test('takes the next free port if the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await using cache = await openCache({});
  await using console = await createConsole([], cache);
  await using served = await serveConsole(console, port);
  expect(Number(new URL(served.url).port)).toBeGreaterThan(port);
  expect((await fetch(`${served.url}absent.js`)).status).toBe(404);
});
