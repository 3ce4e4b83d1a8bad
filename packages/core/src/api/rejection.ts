import type { Provider, Rejection } from '../contract/provider.ts';
import { untilAborted } from '../platform/abort.ts';
import { readText } from '../platform/body.ts';
import type { Clock } from '../platform/clock.ts';
import { syncResult } from '../platform/sync-result.ts';
import type { PlainHeaders } from './api-request.ts';

/** What is needed to look at a reply of the API. */
export interface RejectionContext {
  readonly provider: Provider;
  /** The headers that were sent. */
  readonly headers: PlainHeaders;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Whether it is the reply to other headers. The provider learns from each such reply whether they were accepted. */
  readonly isReplay: boolean;
}

/** What a reply of the API rejects, in the provider's words or in those of RFC 6750. */
export async function rejectionOf(reply: Response, context: RejectionContext): Promise<Rejection> {
  const { inspects = isUnauthorizedOrForbidden, rejects } = context.provider;
  const isInspected = syncResult(inspects({ status: reply.status, headers: reply.headers }));
  if (typeof isInspected !== 'boolean') throw new TypeError('`inspects` must return a boolean');
  if (rejects === undefined) return isInspected ? saysInvalidToken(reply) : undefined;
  const copy = isInspected ? await boundedCopy(reply, context) : undefined;
  const shown = copy ?? (context.isReplay && isPossible(reply) ? copyOf(reply, null) : undefined);
  return shown && rejects(shown, { headers: new Headers(context.headers) });
}

/** Whether a first reply with this status must be looked at. It runs no code of the adapter, which may fail. */
export function mayBeRejection(status: number, { inspects }: Provider): boolean {
  return inspects !== undefined || isUnauthorizedOrForbidden({ status });
}

function isUnauthorizedOrForbidden({ status }: { readonly status: number }): boolean {
  return status === 401 || status === 403;
}

/** Limits, in bytes and in ms. Otherwise a large or slow error page would delay the caller. */
const longestExcerpt = 65_536;
const longestRead = 1_000;

/**
 * A copy of a reply. The caller's own reply stays whole and unread. A 401 or 403 always has a copy, whose body may be cut
 * or missing. Any other reply has none if it is long, slow or a stream, because the caller waits for it.
 */
async function boundedCopy(reply: Response, { clock, signal }: RejectionContext): Promise<Response | undefined> {
  if (!isUnauthorizedOrForbidden(reply) && mayBeLong(reply)) return undefined;
  if (!isPossible(reply)) return undefined;
  const enough = new AbortController();
  const cancel = clock.after(longestRead, () => enough.abort());
  try {
    const read = readText(cloneOf(reply), longestExcerpt, enough.signal).catch(() => undefined);
    const text = await untilAborted(read, signal);
    const isWhole = text !== undefined && !enough.signal.aborted;
    return isWhole || isUnauthorizedOrForbidden(reply) ? copyOf(reply, text) : undefined;
  } finally {
    cancel();
    enough.abort();
  }
}

/**
 * A copy of a reply. The copies of node-fetch have no listener for errors, so a reset would end the process. The caller
 * still gets the error when it reads its own.
 */
function cloneOf(reply: Response): Response {
  const clone = reply.clone();
  for (const { body } of [reply, clone]) if (body) Reflect.get(body, 'on')?.call(body, 'error', () => {});
  return clone;
}

/** Statuses with which no `Response` can have a body. */
const withoutBody = [204, 205, 304];

function copyOf({ status, headers }: Response, text: string | null | undefined): Response {
  return new Response(withoutBody.includes(status) ? null : text, { status, headers });
}

/** No `Response` can be made with another status, such as 999. */
function isPossible({ status }: Response): boolean {
  return status >= 200 && status <= 599;
}

function mayBeLong({ headers, body }: Response): boolean {
  // The reply to a HEAD names the length of a body that it does not have.
  if (body === null) return false;
  const isStream = /^text\/event-stream/i.test(headers.get('content-type') ?? '');
  return isStream || Number(headers.get('content-length') ?? 0) > longestExcerpt;
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function saysInvalidToken({ status, headers }: Response): Rejection {
  const errors = [...(headers.get('www-authenticate') ?? '').matchAll(challengeParameter)]
    .filter(([, name]) => name?.toLowerCase() === 'error')
    .map(([, , quoted, bare]) => quoted ?? bare);
  return status === 401 && (errors.length === 0 || errors.includes('invalid_token')) ? 'token' : undefined;
}

/** Reads a quoted value as a whole, so that text inside it is not taken for a parameter. */
const challengeParameter = /(?<![\w-])([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
