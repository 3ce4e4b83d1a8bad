// Runs a client in Workers, in the ways that programs keep one: several requests at once, real sockets, and a token
// that turns soft and then hard. A Worker's I/O belongs to one request and ends with its reply.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** One combination of date, flags and pattern, and what went wrong in it. */
export interface WorkerOutcome {
  readonly name: string;
  readonly complaint: string | undefined;
}

interface Cell {
  readonly date: string;
  readonly flags: readonly string[];
  readonly pattern: string;
  readonly waitUntil: boolean;
}

/** What `runtimes/patterns.js` replies. */
interface Answer {
  readonly token?: string;
  readonly error?: string;
}

interface Miniflare {
  readonly ready: Promise<unknown>;
  dispatchFetch(url: string): Promise<{ json(): Promise<Answer> }>;
  dispose(): Promise<void>;
}

const patterns = ['at module level', 'in the first request', 'per request, over a cache at module level'];
/** The oldest date that is supported, and the dates on which Workers changed something that the client depends on. */
const dates = ['2024-09-01', '2024-09-23', '2024-10-14', '2025-06-01'];
const atOnce = 10;

/** `modules` is the folder with miniflare and workerd. `script` is the bundle of `runtimes/patterns.js`. */
export async function checkWorkers(modules: string, script: string): Promise<readonly WorkerOutcome[]> {
  const load = (path: string) => import(pathToFileURL(join(modules, path)).href);
  const { Miniflare } = await load('miniflare/dist/src/index.js');
  const { default: workerd } = await load('workerd/lib/main.js');
  const source = await readFile(script, 'utf8');
  const start = ({ date, flags, pattern, waitUntil }: Cell, origin: string): Miniflare =>
    new Miniflare({
      modules: true,
      script: source,
      compatibilityDate: date,
      compatibilityFlags: flags,
      bindings: { PATTERN: pattern, ORIGIN: origin, WAIT_UNTIL: waitUntil },
    });
  const cells = [...dates, workerd.compatibilityDate].flatMap((date) =>
    [[], ['nodejs_compat']].flatMap((flags) =>
      patterns.flatMap((pattern) => [false, true].map((waitUntil) => ({ date, flags, pattern, waitUntil }))),
    ),
  );
  const outcomes: WorkerOutcome[] = [];
  for (let first = 0; first < cells.length; first += atOnce) {
    outcomes.push(...(await Promise.all(cells.slice(first, first + atOnce).map((cell) => checkCell(cell, start)))));
  }
  return outcomes;
}

async function checkCell(cell: Cell, start: (cell: Cell, origin: string) => Miniflare): Promise<WorkerOutcome> {
  const { date, flags, pattern, waitUntil } = cell;
  const name = `workerd ${date} ${flags.join('') || '(plain)'}, client ${pattern}${waitUntil ? ', waitUntil' : ''}`;
  const server = await startServer();
  const worker = start(cell, server.origin);
  try {
    await worker.ready;
    return { name, complaint: await live(worker, server, waitUntil) };
  } catch (error) {
    return { name, complaint: String(error) };
  } finally {
    await worker.dispose();
    server.close();
  }
}

/** Uses a token of 6 s from its start past its end. It is soft after 4.65 s at the latest, and hard after 5.4 s. */
async function live(worker: Miniflare, server: Server, waitUntil: boolean): Promise<string | undefined> {
  const ask = async (): Promise<Answer> => {
    const late: Promise<Answer> = sleep(8_000, { error: 'no answer within 8 s' }, { ref: false });
    return Promise.race([worker.dispatchFetch('http://worker.example/').then((reply) => reply.json()), late]);
  };
  const askTogether = async () => (await Promise.all([ask(), ask(), ask(), ask()])).flatMap(({ error }) => error ?? []);

  server.delay = 300;
  const cold = await askTogether();
  if (cold.length > 0) return `cold start: ${cold.length} of 4 failed: ${cold[0]}`;
  if (server.tokenRequests !== 1) return `cold start: ${server.tokenRequests} token requests instead of 1`;

  await sleep(4_600);
  // The reply of the background renewal comes after the reply of the request that started it.
  server.delay = 700;
  const soft = await ask();
  if (soft.token !== 'token-1') return `soft: ${soft.error ?? soft.token}`;
  await sleep(1_200);
  server.delay = 20;
  const later = await askTogether();
  if (later.length > 0) return `after the token's end: ${later.length} of 4 failed: ${later[0]}`;
  const most = waitUntil ? 2 : 3;
  if (server.tokenRequests > most) return `${server.tokenRequests} token requests, at most ${most} were expected`;
  return undefined;
}

interface Server {
  readonly origin: string;
  /** How long a token request takes, in ms. */
  delay: number;
  tokenRequests: number;
  close(): void;
}

/** Grants tokens, and has an API that replies with the token of the request. */
async function startServer(): Promise<Server> {
  const state = { delay: 0, tokenRequests: 0 };
  const server = createServer(async (request, response) => {
    if (request.url !== '/token') {
      response.end(request.headers.authorization?.replace('Bearer ', ''));
      return;
    }
    state.tokenRequests += 1;
    const token = { access_token: `token-${state.tokenRequests}`, token_type: 'Bearer', expires_in: 6 };
    await sleep(state.delay);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(token));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return Object.assign(state, { origin: `http://127.0.0.1:${port}`, close });
}
