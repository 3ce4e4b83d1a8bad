import type { RequestParameters } from '../contract/client-options.ts';
import { GrantError, isGrantError } from '../contract/grant-error.ts';
import { makeHeaders } from '../contract/request-headers.ts';
import { errorCode } from '../platform/foreign-error.ts';
import type { Client } from './client.ts';
import { confidentialTexts, type SentRequest } from './confidential.ts';

/** The content of a form request in which the client authenticates. */
export interface ClientForm {
  readonly endpoint: string;
  /** The secret to authenticate with; empty if the method uses no secret. */
  readonly secret: string;
  readonly parameters: RequestParameters;
  /** The audience of a client assertion. */
  readonly audience: string | readonly string[];
}

export async function writeClientForm(
  { provider, clientId, clock }: Client,
  { endpoint, secret, parameters, audience }: ClientForm,
): Promise<SentRequest & { readonly body: URLSearchParams }> {
  const { name, clientAuth, issuer } = provider;
  const clientSecret = clientAuth.usesClientSecret ? secret : undefined;
  try {
    const body = new URLSearchParams(
      Object.entries(parameters).flatMap(([parameter, value]) => [value].flat().map((text) => [parameter, text])),
    );
    const headers = new Headers(makeHeaders(name, provider.headers));
    headers.set('accept', 'application/json');
    // Without a charset: AM compares the media type as text, and the RFC defines no parameter for it.
    headers.set('content-type', 'application/x-www-form-urlencoded');
    const given = confidentialTexts(headers, body, clientId);
    const draft = { clientId, clientSecret, endpoint, audience, issuer, now: clock.now(), headers, body };
    await clientAuth.authenticate(draft);
    const written = confidentialTexts(headers, body, clientId).filter((text) => !given.includes(text));
    return { secret, headers, body, clientId, written };
  } catch (error) {
    // A signer may use a client of its own. Any other code comes from that client, and says nothing about this one.
    if (isGrantError(error) && (error.code === 'invalid_config' || error.code === 'credential_unavailable')) {
      throw new GrantError({ ...error, provider: name });
    }
    throw new GrantError({
      code: 'credential_unavailable',
      provider: name,
      summary: `The headers of the request or its client authentication (${clientAuth.method}) could not be made${errorCode(error)}`,
      hint: 'Check the key, or the function that signs or returns the assertion. Nothing was sent to the authorization server.',
      retryable: true,
    });
  }
}
