import { once } from 'node:events';
import { createAuthorizationServer, createFakeClock } from '@grantkit/testing';
import { type Job, Queue, QueueEvents } from 'bullmq';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findRedis } from '../../../packages/redis/test/redis-server.ts';
import { type Invoice, startInvoiceWorker } from '../src/bullmq-worker.ts';

const url = await findRedis();
const credentials = { clientId: 'invoices', clientSecret: 's3cr3t-of-invoices' };
const invoice: Invoice = { customer: 'ada', total: 120 };

async function start(clientSecret = credentials.clientSecret) {
  const { hostname: host, port } = new URL(url!);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const clock = createFakeClock();
  const server = await createAuthorizationServer({ clients: [credentials], now: clock.now });
  const { tokenEndpoint, url: apiBaseUrl } = server;
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  const queue = new Queue<Invoice>('invoices', { connection });
  const events = new QueueEvents('invoices', { connection });
  queue.setMaxListeners(0); // Each waiting test adds a listener. Otherwise Node would warn of a leak.
  await queue.obliterate({ force: true });
  await events.waitUntilReady();
  const worker = startInvoiceWorker(connection, { tokenEndpoint, apiBaseUrl, ...credentials, clientSecret, clock });
  onTestFinished(async () => {
    print.mockRestore();
    await worker.close();
    await events.close();
    await queue.close();
    await server.close();
  });
  const add = (count: number) =>
    queue.addBulk(Array.from({ length: count }, () => ({ name: 'send', data: invoice, opts: { attempts: 3 } })));
  const finish = (jobs: readonly Job[]) => Promise.allSettled(jobs.map((job) => job.waitUntilFinished(events)));
  return { add, clock, events, finish, print, queue, server };
}

describe.skipIf(url === undefined)('a BullMQ worker', () => {
  test('gets one token for all its jobs', async () => {
    const { add, finish, server } = await start();
    const jobs = await add(50);
    const outcomes = await finish(jobs);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['fulfilled']));
    expect(server.tokenRequests).toHaveLength(1);
    const keys = server.apiRequests.map(({ headers }) => headers['idempotency-key']);
    expect(keys.toSorted()).toEqual(jobs.map(({ id }) => id).toSorted());
  });

  test('delays a job for as long as the authorization server asks, and counts no attempt', async () => {
    // The worker adds to `Date.now()`, and BullMQ subtracts a later one. Otherwise the delay could be 1 ms too short.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { add, clock, events, finish, print, queue, server } = await start();
    server.answerNext({ status: 429, headers: { 'retry-after': '90' } });
    const delayed = once(events, 'delayed');
    const [added] = await add(1);
    await delayed;
    const job = await queue.getJob(added!.id!);
    expect(job).toMatchObject({ attemptsMade: 0, delay: 90_000 });

    clock.advance(90_000);
    await job!.promote();
    await finish([job!]);
    expect(await job!.getState()).toBe('completed');
    // BullMQ prints an error if the processor ends in another way after it has moved its job.
    expect(print.mock.calls).toEqual([[expect.stringContaining('rate_limited')]]);
    expect(server.tokenRequests).toHaveLength(2);
  });

  test('fails a job at once when the secret is wrong, and makes one token request for all jobs', async () => {
    const { add, finish, print, queue, server } = await start('wr0ng-s3cr3t');
    await finish(await add(10));
    const failed = await queue.getFailed();
    expect(failed.map(({ attemptsMade }) => attemptsMade)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(failed[0]?.failedReason).toContain('invalid_client');
    expect(server.tokenRequests).toHaveLength(1);
    expect(JSON.stringify([failed[0]?.failedReason, print.mock.calls])).not.toContain('wr0ng-s3cr3t');
  });

  test('uses the attempts of the job for errors of the API', async () => {
    const { add, finish, queue, server } = await start();
    server.answerApiNext({ status: 500 });
    const [job] = await add(1);
    await finish([job!]);
    expect(await queue.getJob(job!.id!)).toMatchObject({ attemptsMade: 2, returnvalue: null });
    expect(server.apiRequests).toHaveLength(2);
  });
});
