import { inspect } from 'node:util';
import { startApiServer } from './api-server.ts';
import { createChecks } from './checks.ts';
import { createClients } from './clients.ts';
import { createCost } from './cost.ts';
import { isSensitive } from './credentials.ts';
import { watchEnd } from './end.ts';
import { createErrors } from './errors.ts';
import { startFaults } from './faults.ts';
import { checkHandles } from './handles.ts';
import { heapUsed, inMegabytes } from './heap.ts';
import { createLedger } from './ledger.ts';
import { createPlan } from './plan.ts';
import { awaitRecovery, longestRecovery } from './recovery.ts';
import { startStranger } from './stranger.ts';
import { createTokenCheck } from './token-check.ts';
import { startTokenServer } from './token-server.ts';
import { createWorkload } from './workload.ts';

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const duration = Number(process.argv[3] ?? 60) * 1_000;
/** The share of the run after which all code has run once, so that the heap can be measured. */
const warmUp = 0.3;
const heapBound = 3e6;
/** In ms, for the last calls, the garbage collector and the servers. */
const closing = 20_000;

console.log(`Seed ${seed}, ${duration / 1_000} s of faults: pnpm soak ${seed} ${duration / 1_000}`);
const checks = createChecks();
for (const event of ['unhandledRejection', 'uncaughtException', 'warning'] as const) {
  process.on(event, (error: unknown) => checks.fail('unhandled', `${event}: ${inspect(error).slice(0, 500)}`));
}
const resources = process.getActiveResourcesInfo();

const plan = createPlan(seed, duration);
const faults = startFaults(plan, seed);
const faultsEnd = performance.now() + duration;
const ledger = createLedger();
const errors = createErrors(checks);
const cost = createCost(checks);
const tokenCheck = createTokenCheck(ledger, checks);
const processSignal = new AbortController().signal;

const stranger = await startStranger(checks);
const api = await startApiServer(faults, ledger, { seed, redirectTo: `${stranger.url}/api` });
const tokens = await startTokenServer(faults, ledger, `${stranger.url}/token`);
const clients = createClients({
  tokenEndpoint: `${tokens.url}/token`,
  apiBaseUrl: `${api.url}/v1`,
  faults,
  onEvent(name, event) {
    cost.onEvent(name, event);
    if (isSensitive(JSON.stringify(event))) checks.fail('leaks', `an event: ${event.type}`);
  },
});
const workload = createWorkload(clients, seed, { tokenCheck, errors, cost, processSignal });

const runIsOver = watchEnd({
  checks,
  longest: duration + longestRecovery + closing,
  print() {
    const { requests, expired } = api.counts;
    console.log(`${workload.calls} calls, ${requests} API requests, ${expired} of them with an expired token`);
    console.log(`token requests: ${[...tokens.requests].map(([client, count]) => `${client} ${count}`).join(', ')}`);
    console.log(`errors: ${[...errors.counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
    process.exitCode = checks.print() ? 0 : 1;
  },
});

await workload.run(performance.now() + duration * warmUp);
const before = await heapUsed();
await workload.run(faultsEnd);
await awaitRecovery(clients, { checks, errors, tokenCheck, end: faultsEnd });
const after = await heapUsed();

checks.note(
  'heap',
  `${inMegabytes(before)} after the warm-up, ${inMegabytes(after)} at the end, +${inMegabytes(heapBound)} allowed`,
);
if (after - before > heapBound) checks.fail('heap', `it grew by ${inMegabytes(after - before)}`);
cost.check(clients, tokens.requests, plan);
for (const server of [tokens, api, stranger]) await server[Symbol.asyncDispose]();
await checkHandles(resources, processSignal, checks);

runIsOver();
