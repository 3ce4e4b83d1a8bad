import type { GrantEvent } from '@grantkit/core';
import { type Attributes, type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';

/** An attempt at the token endpoint that has ended, well or not. */
export type RequestEvent = Extract<GrantEvent, { readonly type: 'requested' | 'failed' }>;

/**
 * The span of one attempt, written when it is over. It is a root: the context that is active here is the one in which
 * the client was created, and no caller's.
 */
export function recordRequestSpan(tracer: Tracer, event: RequestEvent): void {
  const { provider, scope, at, duration } = event;
  const attributes: Attributes = { 'grantkit.provider': provider, ...outcomeOf(event) };
  if (scope !== undefined) attributes['grantkit.scopes'] = [...scope];
  if (event.type === 'requested') attributes['grantkit.token.expires_at'] = new Date(event.expiresAt).toISOString();

  const span = tracer.startSpan(
    `request token ${provider}`,
    { kind: SpanKind.CLIENT, startTime: instant(at - duration), attributes },
    ROOT_CONTEXT,
  );
  // After a success the status stays unset: OK is for the application to say.
  if (event.type === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(instant(at));
}

/** How an attempt ended, in few enough words for a metric. */
export function outcomeOf(event: RequestEvent): Attributes {
  if (event.type === 'requested') return { 'grantkit.background': event.background };
  const error = { 'error.type': event.code };
  return event.status === undefined ? error : { ...error, 'http.response.status_code': event.status };
}

/** A plain number would be read as `performance.now()` if it is small, and a `Date` has no fractions of a millisecond. */
function instant(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.floor((milliseconds - seconds * 1000) * 1_000_000)];
}
