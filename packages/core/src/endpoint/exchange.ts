import ky from 'ky';
import { GrantError } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { readText } from '../platform/body.ts';
import { errorCode } from '../platform/foreign-error.ts';
import type { Client } from './client.ts';

/** One request to an authorization server, ready to be sent. */
export interface EndpointRequest {
  readonly url: string;
  readonly headers: Headers;
  /** A request with a form is a POST, one without is a GET. */
  readonly body: URLSearchParams | undefined;
}

/** A reply that is not a redirect, read to its end. */
export interface EndpointReply {
  readonly status: number;
  readonly headers: Headers;
  /** The body; `undefined` if it is longer than 1 MiB. */
  readonly text: string | undefined;
}

const largestReply = 1_048_576;

/** Sends one request and reads one reply. It follows no redirect and makes no second attempt. */
export async function exchange(
  { provider, fetch }: Client,
  { url, headers, body }: EndpointRequest,
  signal: AbortSignal,
): Promise<EndpointReply> {
  let response: Response | undefined;
  let text: string | undefined;
  try {
    response = await ky(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body && { body: body.toString() }),
      fetch,
      signal,
      // A followed redirect would carry the credentials along: a 307 posts them to the server that it names.
      redirect: 'manual',
      // The engine counts the attempts and keeps the deadline itself.
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
    });
    if (!isRedirect(response)) text = await readText(response, largestReply);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new GrantError({
      code: 'network',
      provider: provider.name,
      summary: `${new URL(url).host} did not send a complete reply${errorCode(error)}`,
      hint: 'Check the host name and the port, the network and its proxy, and the TLS certificate.',
      retryable: true,
    });
  }
  if (!isRedirect(response)) return { status: response.status, headers: response.headers, text };
  response.body?.cancel().catch(() => {});
  throw redirectRefused(provider, response.status);
}

/** `redirected` is for a `fetch` of the user that follows redirects although it was told not to. */
function isRedirect({ redirected, type, status }: Response): boolean {
  return redirected || type === 'opaqueredirect' || (status >= 300 && status < 400);
}

function redirectRefused(provider: Provider, status: number): GrantError {
  return new GrantError({
    code: 'redirect_refused',
    provider: provider.name,
    summary: 'The authorization server answered with a redirect, which Grantkit never follows with credentials',
    status: status === 0 ? undefined : status,
    hint:
      provider.hint?.({ code: 'redirect_refused', status, error: undefined, description: undefined, html: false }) ??
      'Configure the URL that it redirects to, or look for a login page or a proxy in front of the server.',
  });
}
