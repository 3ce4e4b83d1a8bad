import { type SimulatedProvider, type Simulator, simulate } from '../simulators.ts';
import { countTokenRequests } from '../token-requests.ts';
import { naiveProgram } from './naive-program.ts';
import type { Calls } from './protocol.ts';

/** A naive program, and a simulator of its own that gets the same faults. Its token requests and failed calls are counted. */
export interface Twin extends AsyncDisposable {
  readonly simulator: Simulator;
  /** One API call. */
  call(): Promise<void>;
  /** Asks for a token without an API call. */
  token(): Promise<string>;
  /** Starts the program again: it has no token, and reads the current secret. */
  restart(): void;
  counts(): Calls & { readonly tokenRequests: number };
}

export async function createTwin(provider: SimulatedProvider, apiPath: string, signal: AbortSignal): Promise<Twin> {
  const simulator = await simulate(provider);
  const { server, registration } = simulator;
  const requests = countTokenRequests();
  const start = () =>
    naiveProgram({
      tokenEndpoint: server.tokenEndpoint,
      apiUrl: `${server.url}/${apiPath}`,
      apiHeaders: { 'x-api-key': registration.apiKey },
      clientId: registration.clientId,
      clientSecret: simulator.secret(),
      parameters: registration.parameters,
      fetch: (input, init) => requests.fetch(input, { ...init, signal }),
    });
  let program = start();
  let made = 0;
  let failed = 0;
  return {
    simulator,
    async call() {
      made += 1;
      await program.callApi().catch(() => {
        failed += 1;
      });
    },
    token: () => program.token(),
    restart() {
      program = start();
    },
    counts: () => ({ made, failed, tokenRequests: requests.count() }),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}
