import { channel } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { createIssuerClient, type IssuerOptions, memoryTokenCache } from '@grantkit/issuer';
import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger, eventLogger, levels, logAllEvents } from '../src/log-events.ts';

const credentials = { clientId: 'billing', clientSecret: 's3cr3t-of-billing' };

async function start() {
  const clock = createFakeClock({ now: Date.now() });
  const server = await createAuthorizationServer({ clients: [credentials], now: clock.now });
  onTestFinished(() => server.close());
  const connect = (options: Partial<IssuerOptions> = {}) =>
    createIssuerClient({
      ...{ tokenEndpoint: server.tokenEndpoint, apiBaseUrl: server.url, name: 'billing', clock, ...credentials },
      ...options,
    });
  return { server, clock, connect };
}

/** A logger of the recipe, and the text that it wrote. */
function createLog(level = 'trace') {
  vi.stubEnv('LOG_LEVEL', level);
  onTestFinished(() => void vi.unstubAllEnvs());
  let text = '';
  const write: Writable['_write'] = (chunk, _encoding, done) => {
    text += chunk;
    done();
  };
  const logger = createLogger(new Writable({ write }));
  const lines = (): readonly Record<string, unknown>[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { logger, text: () => text, lines, types: () => lines().map(({ type }) => type) };
}

test('a token request and a call are two lines, and the level info shows only the token request', async () => {
  const { connect } = await start();
  const all = createLog('trace');
  const usual = createLog('info');
  const billing = connect({ onEvent: (event) => [all, usual].map(({ logger }) => eventLogger(logger)(event)) });
  await billing.token();
  await billing.token();
  expect(all.types()).toEqual(['requested', 'served']);
  expect(usual.lines()).toMatchObject([
    { level: 30, msg: 'token requested', type: 'requested', provider: 'billing', background: false },
  ]);
});

test('the events of all clients are logged, until that is stopped', async () => {
  const { connect } = await start();
  const log = createLog('info');
  const stop = logAllEvents(log.logger);
  await connect({ name: 'first' }).token();
  await connect({ name: 'second' }).token();
  stop();
  await connect({ name: 'third' }).token();
  expect(log.lines().map(({ provider }) => provider)).toEqual(['first', 'second']);
});

test.each([undefined, 'text', { type: 'toString' }, { type: Object.create(null) }])(
  'the message %j of another module on the channel is not logged, and ends nothing',
  (message) => {
    const log = createLog('trace');
    onTestFinished(logAllEvents(log.logger));
    // Node rethrows what a listener throws as an uncaught exception, with which vitest fails.
    channel('grantkit').publish(message);
    expect(log.text()).toBe('');
  },
);

test('neither the secret nor the token is in the log, even if the server repeats them', async () => {
  const { server, connect } = await start();
  const log = createLog('trace');
  onTestFinished(logAllEvents(log.logger));
  const billing = connect({ cache: memoryTokenCache() });
  const { accessToken } = await billing.token();
  await billing.fetch('invoices');
  server.answerApiNext({ status: 404 });
  await billing.api.get('missing').catch((err) => log.logger.error({ err }, 'no such invoice'));
  server.rejectIssuedTokens();
  await billing.fetch('invoices');
  server.answerAlways(({ headers, body }) => ({
    status: 401,
    body: { error: 'invalid_client', error_description: `${headers['authorization']} ${body} ${accessToken}` },
  }));
  await billing.token({ forceRefresh: true }).catch((err) => log.logger.error({ err }, 'no token'));
  expect(log.types()).toEqual(expect.arrayContaining(['requested', 'served', 'invalidated', 'replayed', 'failed']));
  expect(log.lines()).toContainEqual(expect.objectContaining({ msg: 'no such invoice' }));
  const basic = btoa(`${credentials.clientId}:${credentials.clientSecret}`);
  for (const hidden of [credentials.clientSecret, basic, ...server.issued.map((token) => token.accessToken)]) {
    expect(log.text()).not.toContain(hidden);
  }
});

test('a GrantError is logged with its code and its hint, and another error as pino logs it', async () => {
  const { connect } = await start();
  const log = createLog();
  const error = await connect({ clientSecret: 'wr0ng-secret' })
    .token()
    .catch((reason) => reason);
  log.logger.error({ err: error }, 'no token');
  log.logger.error({ err: new TypeError('other') });
  expect(log.lines()).toMatchObject([
    {
      ...{ level: 50, msg: 'no token' },
      err: {
        name: 'GrantError',
        code: 'invalid_client',
        provider: 'billing',
        status: 401,
        hint: expect.any(String),
        docs: expect.stringContaining('#invalid_client'),
      },
    },
    { err: { type: 'TypeError', message: 'other', stack: expect.any(String) } },
  ]);
});

test('an outage is one line for each attempt, and the calls between attempts are held back', async () => {
  const { server, clock, connect } = await start();
  const log = createLog('debug');
  const billing = connect({ onEvent: eventLogger(log.logger), timeout: 1_000 });
  server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  for (let call = 0; call < 3; call += 1) await billing.token().catch(() => {});
  clock.advance(60_000);
  await billing.token().catch(() => {});
  expect(log.types()).toEqual(['failed', 'held_back', 'held_back', 'failed']);
  expect(server.tokenRequests).toHaveLength(2);
});

test('the page explains every event, with its level', () => {
  const page = readFileSync(new URL('../../../docs/recipes/log-events.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (trace|debug|info|warn) +\|/gm)].map(([, type, level]) => [
    type,
    level,
  ]);
  expect(Object.fromEntries(rows)).toEqual(levels);
});
