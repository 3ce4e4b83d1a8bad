import type { Registry } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';

/** Reads the bearer token of an API request (RFC 6750 §2.1). */
export function readBearer(request: RecordedRequest): string | undefined {
  return /^bearer +(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
}

/** The error reply of RFC 6750 §3 to an API request, or `undefined` if its token is good. */
export function challengeBearer(request: RecordedRequest, registry: Registry): Reply | undefined {
  const accessToken = readBearer(request);
  if (accessToken === undefined) return { status: 401, headers: { 'www-authenticate': 'Bearer' } };

  const state = registry.tokenState(accessToken);
  if (state === 'good') return undefined;
  const description = `The access token is ${state}`;
  const challenge = `Bearer error="invalid_token", error_description="${description}"`;
  return {
    status: 401,
    headers: { 'www-authenticate': challenge },
    body: { error: 'invalid_token', error_description: description },
  };
}
