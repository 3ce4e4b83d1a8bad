import type { ClientAuth, ClientRequestDraft } from '@grantkit/core';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';

export const now: number = Date.UTC(2026, 0, 1, 12, 0, 0, 999);
export const tokenEndpoint = 'https://am.example.com:443/am/oauth2/access_token';

/** What the client authentication writes into one request. */
export interface Written {
  readonly body: URLSearchParams;
  readonly headers: Headers;
  readonly assertion: string;
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

export async function write(clientAuth: ClientAuth, draft: Partial<ClientRequestDraft> = {}): Promise<Written> {
  const headers = new Headers();
  const body = new URLSearchParams();
  await clientAuth.authenticate({
    clientId: 'myClient',
    clientSecret: undefined,
    endpoint: tokenEndpoint,
    audience: tokenEndpoint,
    issuer: undefined,
    now,
    headers,
    body,
    ...draft,
  });
  const assertion = body.get('client_assertion') ?? '';
  return { body, headers, assertion, header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
}
