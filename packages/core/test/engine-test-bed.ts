import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type AuthorizationServer,
  createAuthorizationServer,
  createFakeClock,
  type FakeClock,
} from '@grantkit/testing';
import { onTestFinished, vi } from 'vitest';
import {
  type AccessToken,
  type AuthorizedClient,
  type ClientOptions,
  clientSecretPost,
  createProviderClient,
  type GrantError,
  type GrantEvent,
  isGrantError,
  type Provider,
  type ProviderClient,
} from '../src/index.ts';

export const clientId = 'the-client';
export const clientSecret = 'the-secret';

export interface TestBedOptions extends Partial<ClientOptions> {
  /** Seconds that the server's tokens live. */
  readonly lifetime?: number;
  /** What is peculiar to the provider. */
  readonly provider?: Partial<Provider>;
}

/** A server on a real socket, a clock that stands still, and a client of both. */
export interface TestBed {
  readonly server: AuthorizationServer;
  readonly clock: FakeClock;
  readonly client: ProviderClient;
  /** What the clients of this bed reported. */
  readonly events: readonly GrantEvent[];
  /** Another client of the same server, on the same clock. */
  createClient(options?: TestBedOptions): ProviderClient;
}

export async function createTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  const clock = createFakeClock();
  const clients = [{ clientId, clientSecret }];
  const server = await createAuthorizationServer({ clients, lifetime: options.lifetime ?? 3600, now: clock.now });
  onTestFinished(() => server.close());
  const events: GrantEvent[] = [];

  function createClient({ lifetime: _, provider, ...own }: TestBedOptions = options): ProviderClient {
    const { tokenEndpoint, url } = server;
    return createProviderClient(
      { name: 'acme', tokenEndpoint, apiBaseUrl: `${url}/api`, clientAuth: clientSecretPost(), ...provider },
      { clientId, clientSecret, clock, onEvent: (event) => events.push(event), ...own },
    );
  }
  return { server, clock, events, createClient, client: createClient() };
}

/** Lets the event loop turn, without any time passing, until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  do await nextTurn();
  while (!condition());
}

/** Until nothing is on its way any more: no flight is aloft, or the one that is waits for its next try. */
export function quiet(client: AuthorizedClient, clock: FakeClock): Promise<void> {
  return until(() => !client.explain().renewing || clock.pendingTimers.length > 1);
}

/** The error that a call ends with; the clock is moved through the waits between its tries, and no further. */
export async function failureOf(call: Promise<unknown>, clock: FakeClock): Promise<GrantError> {
  const outcome = await outcomeOf(call, clock);
  if (!isGrantError(outcome)) throw new Error('There was no failure', { cause: outcome });
  return outcome;
}

/** What a call ends with, likewise. */
export async function outcomeOf<T>(call: Promise<T>, clock: FakeClock): Promise<T | GrantError> {
  let isDone = false;
  const outcome = call
    .catch((error: unknown) => {
      if (isGrantError(error)) return error;
      throw error;
    })
    .finally(() => {
      isDone = true;
    });
  for (;;) {
    await until(() => isDone || clock.pendingTimers.length > 1);
    if (isDone) return outcome;
    clock.advanceToNextTimer();
  }
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export async function callInTurn(client: AuthorizedClient, calls: number): Promise<AccessToken[]> {
  const tokens: AccessToken[] = [];
  for (let call = 0; call < calls; call += 1) tokens.push(await client.token());
  return tokens;
}

/** `Math.random` always gives this. With 0.5 there is no jitter in a token's lifetime. */
export function fixDice(value: number): void {
  rollDice(() => value);
}

/** `Math.random` gives a sequence that depends on the seed alone (mulberry32). */
export function seedDice(seed: number): void {
  let state = seed;
  rollDice(() => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  });
}

function rollDice(roll: () => number): void {
  const spy = vi.spyOn(Math, 'random').mockImplementation(roll);
  onTestFinished(() => spy.mockRestore());
}

/** Collects the unhandled rejections of the test; the function waits for those that are under way. */
export function watchUnhandledRejections(): () => Promise<readonly unknown[]> {
  const reasons: unknown[] = [];
  const note = (reason: unknown) => void reasons.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return async () => {
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    return reasons;
  };
}
