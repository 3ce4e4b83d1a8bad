import { GrantError, isGrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { errorCode } from '../platform/foreign-error.ts';

/** Who asks which endpoint for what. */
export interface ClientForm {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whom a client assertion is for. */
  readonly audience: string | readonly string[];
  /** ms since the epoch. */
  readonly now: number;
}

/** A form request in which the client proves who it is. */
export async function writeClientForm(
  { name, clientAuth, headers: providerHeaders }: Provider,
  { parameters, ...draft }: ClientForm,
): Promise<{ readonly headers: Headers; readonly body: URLSearchParams }> {
  const body = new URLSearchParams(parameters);
  try {
    const headers = new Headers(typeof providerHeaders === 'function' ? providerHeaders() : providerHeaders);
    headers.set('accept', 'application/json');
    // Without a charset: AM's endpoint compares the media type, and the RFC defines no parameter for it.
    headers.set('content-type', 'application/x-www-form-urlencoded');
    await clientAuth.authenticate({ ...draft, headers, body });
    return { headers, body };
  } catch (error) {
    // Any other is the error of a client that the signer uses itself, and says nothing about this one.
    if (isGrantError(error) && (error.code === 'invalid_config' || error.code === 'credential_unavailable')) {
      throw new GrantError({ ...error, provider: name });
    }
    throw new GrantError({
      code: 'credential_unavailable',
      provider: name,
      summary: `The request's headers or its client authentication, ${clientAuth.method}, could not be made${errorCode(error)}`,
      hint: 'Look at the key, or at the function that signs: nothing was sent to the authorization server.',
      retryable: true,
    });
  }
}
