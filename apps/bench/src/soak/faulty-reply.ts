import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActiveFault } from './faults.ts';
import type { ReplyFault } from './plan.ts';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FaultyReplyOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Where a redirect leads. */
  readonly redirectTo: string;
  /** What error pages repeat: a server may show the request to the client, with its credentials. */
  readonly echo: string;
}

/** The reply that a fault sends in place of the right one; `undefined` for a fault that sends none or spoils the right one. */
export function faultyReply(fault: string | undefined, { redirectTo, echo }: FaultyReplyOptions): Reply | undefined {
  const html = { 'content-type': 'text/html' };
  const page = `<html><title>Sign in</title><p>${echo}</p></html>`;
  const error = JSON.stringify({ error: 'temporarily_unavailable', error_description: `Try again: ${echo}` });
  switch (fault as ReplyFault | undefined) {
    case 'unavailable':
      return { status: 503, body: error };
    case 'rate-limited':
      return { status: 429, headers: { 'retry-after': '1' }, body: error };
    case 'html':
      return { status: 200, headers: html, body: page };
    case 'html-502':
      return { status: 502, headers: html, body: page };
    case 'redirect':
      return { status: 307, headers: { location: redirectTo }, body: '' };
    default:
      return undefined;
  }
}

/** Sends the reply, or does with it what the fault says. Resolves when it is written, and to `false` if it is not. */
export async function sendReply(
  { status, headers = {}, body }: Reply,
  { request, response }: FaultyReplyOptions,
  active: ActiveFault<string> | undefined,
): Promise<boolean> {
  const { socket } = request;
  const head = { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}`, ...headers };
  switch (active?.fault as ReplyFault | undefined) {
    case 'reset':
      socket.resetAndDestroy();
      return false;
    case 'reset-in-body':
      response.writeHead(status, head);
      response.write(body.slice(0, body.length / 2), () => socket.resetAndDestroy());
      return false;
    case 'hang':
      // The end of the window ends the fault for this request too.
      await untilClosed(socket, active?.left ?? 0);
      socket.resetAndDestroy();
      return false;
    case 'slow':
      await untilClosed(socket, active?.left ?? 0);
  }
  if (socket.destroyed) return false;
  response.writeHead(status, head);
  return new Promise((resolve) => {
    response.once('close', () => resolve(false));
    response.end(body, () => resolve(true));
  });
}

function untilClosed(socket: IncomingMessage['socket'], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      socket.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (socket.destroyed) end();
    else socket.once('close', end);
  });
}
