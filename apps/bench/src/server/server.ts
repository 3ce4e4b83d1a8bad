import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Target } from '../peers/peer.ts';

/** An authorization server and an API in a thread of their own, so that their work is not measured. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  /** The number of token requests so far. */
  readonly tokenRequests: () => number;
}

export async function startServer(): Promise<Server> {
  const counter = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const thread = new Worker(new URL('./server-thread.ts', import.meta.url), { workerData: counter });
  const [port] = await once(thread, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    tokenRequests: () => Atomics.load(new Int32Array(counter), 0),
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}

/** What a peer needs to know of the server. `slow` asks for the endpoint that takes its time. */
export function targetOf({ url }: Server, slow = false): Target {
  return {
    clientId: 'client-id',
    clientSecret: 'client-secret',
    tokenEndpoint: `${url}/${slow ? 'slow-' : ''}token`,
    apiBaseUrl: url,
  };
}
