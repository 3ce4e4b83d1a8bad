import type { IncomingMessage, ServerResponse } from 'node:http';
import { accepts, isClientId, lifetimes } from './credentials.ts';
import type { Faults } from './faults.ts';
import { faultyReply, type Reply, sendReply } from './faulty-reply.ts';
import type { Ledger } from './ledger.ts';
import { type LoopbackServer, readBody, startServer } from './loopback-server.ts';

export interface TokenServer extends LoopbackServer {
  /** The number of token requests of each client. */
  readonly requests: ReadonlyMap<string, number>;
}

/** An authorization server that grants short-lived tokens, and fails as the plan says. */
export async function startTokenServer(faults: Faults, ledger: Ledger, redirectTo: string): Promise<TokenServer> {
  const requests = new Map<string, number>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { clientId, secret } = readCredentials(request, body);
    requests.set(clientId, (requests.get(clientId) ?? 0) + 1);
    const active = faults.tokenEndpoint();
    const options = { request, response, redirectTo, echo: `${request.headers.authorization} ${body} ${secret}` };
    const refused = () => invalidClient(options.echo);
    const granted = active?.fault === 'invalid-client' ? refused() : faultyReply(active?.fault, options);
    if (granted !== undefined) return void (await sendReply(granted, options, active));
    if (!isClientId(clientId) || !accepts(clientId, secret)) return void (await sendReply(refused(), options, active));
    const token = ledger.grant(clientId, lifetimes[clientId]);
    if (await sendReply(tokenReply(token, lifetimes[clientId]), options, active)) ledger.sent(token);
  }

  return Object.assign(await startServer(answer), { requests });
}

function tokenReply(token: string, lifetime: number): Reply {
  const members = { access_token: token, token_type: 'Bearer', expires_in: lifetime / 1000 };
  return { status: 200, body: JSON.stringify(members) };
}

function invalidClient(echo: string): Reply {
  return { status: 401, body: JSON.stringify({ error: 'invalid_client', error_description: `Unknown: ${echo}` }) };
}

function readCredentials({ headers }: IncomingMessage, body: string): { clientId: string; secret: string } {
  const form = new URLSearchParams(body);
  const [, basic] = headers.authorization?.split(' ') ?? [];
  const [user = '', password = ''] = basic === undefined ? [] : atob(basic).split(':');
  return { clientId: form.get('client_id') ?? user, secret: form.get('client_secret') ?? password };
}
