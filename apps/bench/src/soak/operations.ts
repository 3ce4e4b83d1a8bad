import type { TokenOptions } from '@grantkit/core';
import { between, type Random } from '../fleet/random.ts';
import type { SoakClient } from './clients.ts';
import type { Cost } from './cost.ts';
import type { Errors } from './errors.ts';
import type { TokenCheck } from './token-check.ts';

/** What a caller of the soak test needs. */
export interface Caller {
  readonly soakClient: SoakClient;
  readonly random: Random;
  readonly tokenCheck: TokenCheck;
  readonly errors: Errors;
  readonly cost: Cost;
  /** A signal that lives as long as the process and is never aborted. A listener that a call leaves on it is a leak. */
  readonly processSignal: AbortSignal;
}

export type Operation = (caller: Caller) => Promise<void>;

/** The operations, each with the number of times that it happens in a thousand. */
export const operations: readonly (readonly [weight: number, Operation])[] = [
  [420, (caller) => token(caller)],
  [100, (caller) => token(caller, { signal: caller.processSignal })],
  [90, abortedToken],
  [5, forcedToken],
  [8, invalidate],
  [110, (caller) => callApi(caller, ({ fetch }, signal) => fetch('/things', { signal }))],
  [110, (caller) => callApi(caller, ({ api }, signal) => api.get('things', { signal }))],
  [40, (caller) => upload(caller, 'x'.repeat(20_000))],
  [40, (caller) => upload(caller, new Uint8Array(100_000))],
  [77, (caller) => upload(caller, form(caller))],
];

async function token(caller: Caller, options?: TokenOptions): Promise<void> {
  const { soakClient, tokenCheck, errors } = caller;
  const start = performance.now();
  try {
    tokenCheck.returned(await soakClient.client.token(options), soakClient, start);
  } catch (error) {
    errors.ofToken(error);
  }
}

async function abortedToken(caller: Caller): Promise<void> {
  const { signal, end } = abortAtRandom(caller.random, 1_500);
  caller.cost.aborted(caller.soakClient);
  await token(caller, { signal });
  end();
}

async function forcedToken(caller: Caller): Promise<void> {
  caller.cost.forced(caller.soakClient);
  await token(caller, { forceRefresh: true });
}

async function invalidate({ soakClient, tokenCheck, errors }: Caller): Promise<void> {
  try {
    const bad = await soakClient.client.token();
    await soakClient.client.invalidate(bad);
    tokenCheck.invalidated(bad, soakClient);
  } catch (error) {
    errors.ofToken(error);
  }
}

type ApiCall = (client: SoakClient['client'], signal: AbortSignal) => Promise<Response>;

/** Calls the API and reads the reply. `size` is the number of bytes that must arrive, if the caller knows it. */
async function callApi({ soakClient, random, errors, cost }: Caller, call: ApiCall, size?: number): Promise<void> {
  const { signal, reason, end } = abortAtRandom(random, 4_000);
  cost.aborted(soakClient);
  try {
    const reply = await call(soakClient.client, signal);
    const received = reply.headers.get('x-received');
    await reply.text();
    if (size !== undefined && received !== null && Number(received) !== size) {
      throw new Error(`The API received ${received} bytes of ${size}`);
    }
  } catch (error) {
    errors.ofApi(error, reason);
  } finally {
    end();
  }
}

function upload(caller: Caller, body: string | Uint8Array<ArrayBuffer> | FormData): Promise<void> {
  const method = 'POST';
  const call: ApiCall =
    caller.random() < 0.5
      ? ({ fetch }, signal) => fetch('/things', { method, body, signal })
      : ({ api }, signal) => api.post('things', { body, signal });
  return callApi(caller, call, body instanceof FormData ? undefined : body.length);
}

function form({ random }: Caller): FormData {
  const form = new FormData();
  form.set('name', 'soak');
  form.set('file', new File(['x'.repeat(between(random, 10, 200_000))], 'soak.txt'));
  return form;
}

/** A signal that is aborted after up to `most` ms, unless the call has ended. */
function abortAtRandom(random: Random, most: number) {
  const controller = new AbortController();
  const reason = new Error('The caller of the soak test has left');
  const timer = setTimeout(() => controller.abort(reason), between(random, 0, most));
  return { signal: controller.signal, reason, end: () => clearTimeout(timer) };
}
