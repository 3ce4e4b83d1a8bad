import type { IncomingMessage, ServerResponse } from 'node:http';
import { seededRandom } from '../fleet/random.ts';
import type { Faults } from './faults.ts';
import { faultyReply, type Reply, sendReply } from './faulty-reply.ts';
import type { Ledger } from './ledger.ts';
import { type LoopbackServer, readBody, startServer } from './loopback-server.ts';

export interface ApiServer extends LoopbackServer {
  readonly counts: { requests: number; expired: number };
}

/** How often the API rejects a token that is valid, besides the faults of the plan. */
const rejectedShare = 0.005;

/** An API that replies how many bytes it received, and fails as the plan says. */
export async function startApiServer(
  faults: Faults,
  ledger: Ledger,
  { seed, redirectTo }: { readonly seed: number; readonly redirectTo: string },
): Promise<ApiServer> {
  const counts = { requests: 0, expired: 0 };
  const random = seededRandom(seed + 2);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.requests += 1;
    const active = faults.api();
    // Half of the redirects stay at the API. A redirected request is not redirected again.
    const isMoved = request.url?.startsWith('/v1/moved') ?? false;
    const options = { request, response, redirectTo: random() < 0.5 ? redirectTo : '/v1/moved', echo: 'Sorry' };
    // Half of the resets hit an upload while the client is still sending.
    if (active?.fault === 'reset' && random() < 0.5) return void request.socket.resetAndDestroy();
    const { length } = await readBody(request);
    const entry = ledger.find(request.headers.authorization?.slice('Bearer '.length) ?? '');
    const isExpired = entry === undefined || entry.expiresAt <= performance.now();
    if (isExpired) counts.expired += 1;
    const rejects = isExpired || active?.fault === 'rejects-token' || random() < rejectedShare;
    const right = rejects ? rejected : received(length);
    await sendReply((isMoved ? undefined : faultyReply(active?.fault, options)) ?? right, options, active);
  }

  return Object.assign(await startServer(answer), { counts });
}

const rejected: Reply = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  body: '{"error":"invalid_token"}',
};

function received(length: number): Reply {
  return { status: 200, headers: { 'x-received': `${length}` }, body: JSON.stringify({ received: length }) };
}
