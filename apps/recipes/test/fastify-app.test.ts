import { Writable } from 'node:stream';
import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../src/fastify-app.ts';

const credentials = { clientId: 'reports', clientSecret: 's3cr3t-of-reports' };

async function start(clientSecret = credentials.clientSecret) {
  const clock = createFakeClock();
  const server = await createAuthorizationServer({ clients: [credentials], now: clock.now });
  const options = { tokenEndpoint: server.tokenEndpoint, apiBaseUrl: server.url, ...credentials, clientSecret, clock };
  const log: string[] = [];
  const write: Writable['_write'] = (line, _encoding, done) => {
    log.push(String(line));
    done();
  };
  const app = createApp(options, { stream: new Writable({ write }) });
  onTestFinished(async () => {
    await app.close();
    await server.close();
  });
  return { app, clock, log, server };
}

const invoices = { method: 'GET', url: '/invoices' } as const;

test('fifty concurrent requests cost one token request', async () => {
  const { app, server } = await start();
  const replies = await Promise.all(Array.from({ length: 50 }, () => app.inject(invoices)));
  expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  expect(replies[0]?.json()).toEqual({ ok: true, path: '/invoices' });
  expect(server.tokenRequests).toHaveLength(1);
});

test('the caller gets the Retry-After of the authorization server, and the next request gets it at once', async () => {
  const { app, server } = await start();
  server.answerNext({ status: 429, headers: { 'retry-after': '90' } });
  for (const _ of ['makes a token request', 'remembers the failure']) {
    const { statusCode, headers } = await app.inject(invoices);
    expect({ statusCode, retryAfter: headers['retry-after'] }).toEqual({ statusCode: 503, retryAfter: '90' });
  }
  expect(server.tokenRequests).toHaveLength(1);
});

test('a wrong secret answers 503 without a Retry-After, and the log says what to do', async () => {
  const { app, log } = await start('wr0ng-s3cr3t');
  const reply = await app.inject(invoices);
  expect(reply.statusCode).toBe(503);
  expect(reply.headers).not.toHaveProperty('retry-after');
  expect(reply.body).toBe('{"error":"The billing service is not available"}');
  const errors = log.map((line) => JSON.parse(line)).filter(({ level }) => level === 50);
  expect(errors).toMatchObject([{ code: 'invalid_client', docs: expect.stringContaining('#invalid_client') }]);
  expect(log.join('')).not.toContain('wr0ng-s3cr3t');
});

test('Fastify answers for an error that is not about a token', async () => {
  const { app, server } = await start();
  server.answerApiNext({ status: 404 });
  expect((await app.inject(invoices)).statusCode).toBe(500);
});

test('the service listens on a socket, and nothing of the client keeps it from closing', async () => {
  const { app, server } = await start();
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  expect((await fetch(`${origin}/invoices`)).status).toBe(200);
  await app.close();
  expect(server.tokenRequests).toHaveLength(1);
});
