import { GrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { parseJson } from '../platform/body.ts';
import { syncResult } from '../platform/sync-result.ts';
import { isTransient } from './error-reply.ts';
import type { EndpointReply } from './exchange.ts';
import { retryAfter } from './retry-after.ts';

/** A reply in the members of RFC 6749. */
export interface RestatedReply extends EndpointReply {
  /** The parsed JSON; `undefined` if the body is not JSON. */
  readonly json: unknown;
  /** What the adapter's `readReply` returned, or else {@link json}. */
  readonly body: unknown;
  /** The server's own `error`, read before `readReply` could change the body. It can be anything. */
  readonly serverError: unknown;
  /** Whether `readReply` returned `body`. Then the status does not decide whether it is a token or an error. */
  readonly restated: boolean;
}

/** Has an adapter's `readReply` restate a reply. `now` is when the request was sent. */
export function restate(
  provider: string,
  reply: EndpointReply,
  now: number,
  readReply: Provider['readReply'],
): RestatedReply {
  const { status, headers, text } = reply;
  const json = parseJson(text ?? '');
  const asItIs = { ...reply, json, body: json, serverError: Object(json).error, restated: false };
  if (readReply === undefined || text === undefined) return asItIs;
  try {
    const returned: unknown = readReply({ status, headers, body: json === undefined ? text : json, now });
    if (returned === undefined) return asItIs;
    const body = syncResult(returned);
    // A copy, so that a getter that throws does so here.
    if (typeof body === 'object' && body !== null) return { ...asItIs, body: { ...body }, restated: true };
  } catch {}
  throw new GrantError({
    code: 'invalid_response',
    provider,
    status,
    summary: "The adapter's function `readReply` could not read the reply",
    hint: 'It must return an object with members of RFC 6749, or `undefined` for a reply that it does not know.',
    retryable: isTransient(status),
    retryAfter: retryAfter(headers, now),
  });
}
