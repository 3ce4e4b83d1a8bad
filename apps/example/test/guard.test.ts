import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { openConsole } from './open-console.ts';

/** Sends a request with headers that a browser or `fetch` would not send. Resolves to the status of the reply. */
async function statusOf(url: string, method: string, headers: Record<string, string>): Promise<number | undefined> {
  const sent = request(url, { method, headers }).end();
  const [reply] = await once(sent, 'response');
  reply.destroy();
  return reply.statusCode;
}

test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil', '[::1]', '0.0.0.0'])(
  'refuses the host %j, which a page of another site could have',
  async (host) => {
    const { url } = await openConsole();
    for (const path of ['', 'feed']) expect(await statusOf(url + path, 'GET', { host })).toBe(403);
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect(await statusOf(`${url}lanes/pulsoid/call`, 'POST', headers)).toBe(403);
  },
);

test('only the page itself may press a button', async () => {
  const { url, feed } = await openConsole();
  const { origin, host, port } = new URL(url);
  const button = `${url}lanes/pulsoid/call`;
  const refused: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: `https://${host}` },
    { origin: 'http://127.0.0.1:1' },
    { origin: `http://localhost:${port}` },
    { origin, 'sec-fetch-site': 'cross-site' },
    { origin, 'sec-fetch-site': 'same-site' },
    { origin, 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin' },
  ];
  for (const headers of refused) expect(await statusOf(button, 'POST', headers), JSON.stringify(headers)).toBe(403);
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD']) expect(await statusOf(button, method, {})).toBe(403);
  expect(await statusOf(`${url}feed`, 'HEAD', {})).toBe(403);
  expect(await statusOf(button, 'GET', { origin })).toBe(404);
  await feed.until(() => feed.state());
  expect(feed.entries.filter(({ type }) => type === 'result')).toEqual([]);

  expect(await statusOf(button, 'POST', { origin, 'sec-fetch-site': 'same-origin' })).toBe(204);
  const local = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
  expect(await statusOf(button, 'POST', local)).toBe(204);
});

test('answers 404 for an unknown lane, action or file', async () => {
  const { url } = await openConsole();
  const headers = { origin: new URL(url).origin };
  for (const path of ['lanes/nobody/call', 'lanes/pulsoid/dance', 'lanes/pulsoid/toString', 'lanes/pulsoid']) {
    expect(await statusOf(url + path, 'POST', headers), path).toBe(404);
  }
  for (const path of ['absent.js', 'page/console.js', '..%2fapp.ts', '%2e%2e/app.ts', 'app.ts']) {
    expect(await statusOf(url + path, 'GET', {}), path).toBe(404);
  }
});

test('serves the page and its files, each with its type', async () => {
  const { url } = await openConsole();
  const html = await fetch(url);
  expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const files = [...(await html.text()).matchAll(/(?:href|src)="([\w-]+\.(?:css|js|svg))"/g)].flatMap(
    ([, name]) => name ?? [],
  );
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const { status, headers } = await fetch(url + file);
    expect([status, headers.get('content-type')], file).toEqual([200, expect.stringMatching(/^(text|image)\//)]);
    expect(headers.get('content-type')).not.toBe('text/plain');
  }
});

test('every reply allows only files of this server, and forbids a cache to store it', async () => {
  const { url } = await openConsole();
  for (const path of ['', 'feed', 'absent.js', 'lanes/pulsoid/call']) {
    const stop = new AbortController();
    const { headers } = await fetch(url + path, { signal: stop.signal });
    stop.abort();
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy, path).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.has('access-control-allow-origin')).toBe(false);
  }
});

const elsewhere = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

test.skipIf(elsewhere === undefined)('does not listen on the address that other machines see', async () => {
  const { url } = await openConsole();
  const socket = connect(Number(new URL(url).port), elsewhere);
  const [error] = await once(socket, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});
