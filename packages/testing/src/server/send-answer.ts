import type { ServerResponse } from 'node:http';
import type { Reply } from '../contract/reply.ts';
import type { GrantAnswer, ScriptedAnswer } from './answer.ts';

/** An answer that can be sent: the server has already granted the token, or called the test's function. */
export type FinalAnswer = Exclude<ScriptedAnswer, GrantAnswer>;

const tokenReply = { access_token: 'never-arrives-whole', token_type: 'Bearer', expires_in: 3600 };

/** Sends an answer; `now` is the server's wall clock, in ms since the epoch. */
export function sendAnswer(answer: FinalAnswer, response: ServerResponse, now: number): void {
  // The client may have closed the connection, or the test the server, while the answer was delayed.
  if (response.destroyed) return;
  // Otherwise Node sends the real time, and a client with a fake clock believes that the two clocks differ.
  response.setHeader('date', new Date(now).toUTCString());

  switch (answer.fate) {
    case undefined:
      response.end(writeHead(answer, response));
      return;
    case 'redirect':
      response.writeHead(answer.status, { location: answer.location }).end();
      return;
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang-body':
      response.write(firstHalf(writeHead({ body: tokenReply, ...answer, fate: undefined }, response)));
      return;
    case 'truncate': {
      const half = firstHalf(writeHead({ body: tokenReply, ...answer, fate: undefined }, response));
      response.write(half, () => response.socket?.destroySoon());
    }
  }
}

/** Sets status and headers, and returns the whole body. */
function writeHead({ status = 200, headers = {}, body = '' }: Reply, response: ServerResponse): Uint8Array {
  const isBytes = body instanceof Uint8Array;
  const bytes = isBytes ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response.statusCode = status;
  if (!isBytes && typeof body === 'object') response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', bytes.byteLength);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  return bytes;
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.byteLength / 2);
}
