import type { ServerResponse } from 'node:http';
import type { Peer, PeerClient, Target } from '../peers/peer.ts';
import { readBody, startServer } from '../soak/loopback-server.ts';

/** An authorization server. The behaviour that is observed sets its answers. */
export interface Bed extends AsyncDisposable {
  readonly target: Target;
  /** What each token request carried: its `Authorization` header and its body. */
  readonly received: readonly string[];
  /** How the next requests are answered. */
  answer: Answer;
}

export type Answer = Reply | 'silence' | (() => Promise<Reply>);

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

// Some of its characters are encoded in a form, and others in Base64, so that each way of sending it looks different.
const secret = 'sec+ret/of~the bench?';
const clientId = 'client-id';

export async function createBed(): Promise<Bed> {
  const received: string[] = [];
  const server = await startServer(async (request, response) => {
    received.push(`${request.headers.authorization ?? ''} ${await readBody(request)}`);
    const { answer } = bed;
    if (answer !== 'silence') send(response, typeof answer === 'function' ? await answer() : answer);
  });
  const bed: Bed = {
    target: { clientId, clientSecret: secret, tokenEndpoint: `${server.url}/token`, apiBaseUrl: server.url },
    received,
    answer: granted(3_600),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return bed;
}

/** Observes a new client of a peer with a server of its own. */
export async function withBed<T>(peer: Peer, observe: (client: PeerClient, bed: Bed) => Promise<T>): Promise<T> {
  await using bed = await createBed();
  return await observe(peer.create(bed.target), bed);
}

/** A reply with a token, which lives `lifetime` seconds. */
export function granted(lifetime: number | undefined, token: string = crypto.randomUUID()): Reply {
  return json(200, { access_token: token, token_type: 'Bearer', expires_in: lifetime });
}

export function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Whether a request or an error shows the secret, as it is, encoded, or in a Basic value. */
export function showsSecret(text: string): boolean {
  const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
  const percent = encodeURIComponent(secret);
  // The last one is how simple-oauth2 encodes a space.
  const encoded = [secret, percent, form, percent.replaceAll('%20', '+')];
  const basic = encoded.map((value) => btoa(`${clientId}:${value}`));
  return [...encoded, ...basic].some((value) => text.includes(value));
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}
