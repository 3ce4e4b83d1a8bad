import type { GrantEvent } from '@grantkit/core';
import { type Attributes, type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';

/** The end of an attempt at the token endpoint, with a token or with a failure. */
export type RequestEvent = Extract<GrantEvent, { readonly type: 'requested' | 'failed' }>;

/**
 * Records the span of one attempt when the attempt is over. It has no parent, because the context that is active here
 * is the one in which the client was created, not that of a caller.
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
  // After a success the status stays unset. OpenTelemetry reserves OK for the application.
  if (event.type === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(instant(at));
}

/** How an attempt ended, as attributes with few enough values for a metric. */
export function outcomeOf(event: RequestEvent): Attributes {
  if (event.type === 'requested') return { 'grantkit.background': event.background };
  const error = { 'error.type': event.code };
  return event.status === undefined ? error : { ...error, 'http.response.status_code': event.status };
}

/** A time in ms as `HrTime`. OpenTelemetry reads small numbers as `performance.now()`, and a `Date` has no fractions. */
function instant(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.floor((milliseconds - seconds * 1000) * 1_000_000)];
}
