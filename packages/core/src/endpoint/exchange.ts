import ky from 'ky';
import { GrantError } from '../contract/grant-error.ts';
import type { Provider, RequestPurpose } from '../contract/provider.ts';
import { discard, readText } from '../platform/body.ts';
import { errorCode } from '../platform/foreign-error.ts';
import { noStore } from '../platform/runtime.ts';
import type { Client } from './client.ts';
import { hintOf } from './hint.ts';

/** One request to an authorization server, ready to be sent. */
export interface EndpointRequest {
  readonly purpose: RequestPurpose;
  readonly url: string;
  readonly headers: Headers;
  /** A request with a body is a POST, a request without a body is a GET. */
  readonly body: string | undefined;
}

/** A reply that is not a redirect, read to its end. */
export interface EndpointReply {
  /** The request that it answers. */
  readonly asked: Pick<EndpointRequest, 'purpose' | 'url'>;
  readonly status: number;
  readonly headers: Headers;
  /** The body; `undefined` if it is longer than 1 MiB. */
  readonly text: string | undefined;
}

const largestReply = 1_048_576;

/** Sends one request and reads one reply. It follows no redirect and makes no second attempt. */
export async function exchange(
  { provider, fetch }: Client,
  { purpose, url, headers, body }: EndpointRequest,
  signal: AbortSignal,
): Promise<EndpointReply> {
  let response: Response | undefined;
  let text: string | undefined;
  try {
    const method = body === undefined ? 'GET' : 'POST';
    const init = { method, headers: Object.fromEntries(headers), ...(body !== undefined && { body }) };
    response = await ky(url, {
      method,
      // As a URL and plain parts, because the `fetch` of another package does not know the runtime's own `Request`.
      // The parts are not ky's options, because ky would make a `Request` of them that nobody sends.
      // If `fetch` followed a 307, it would post the credentials to the server that the redirect names.
      fetch: () => fetch(url, { ...init, ...noStore(), redirect: 'manual', signal }),
      // The engine counts the attempts and keeps the deadline itself.
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
    });
    if (!isRedirect(response)) text = await readText(response, largestReply);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw networkError(provider, url, errorCode(error));
  }
  const asked = { purpose, url: withoutQuery(url) };
  if (!isRedirect(response)) return { asked, status: response.status, headers: response.headers, text };
  discard(response);
  throw redirectRefused(provider, response.status, asked);
}

// Codes of OpenSSL and Node, such as CERT_HAS_EXPIRED. A server that refuses the client's certificate also has one.
const certificateCode =
  /CERT|SELF_SIGNED|LEAF_SIGNATURE|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|UNKNOWN_CA|\bCRL_/;

function networkError({ name }: Provider, url: string, code: string): GrantError {
  const isCertificate = certificateCode.test(code);
  return new GrantError({
    code: 'network',
    provider: name,
    summary: `No complete reply from ${new URL(url).host}${code}`,
    hint: isCertificate
      ? 'The TLS certificate was not accepted. Check its host name, its dates and who issued it, and the clock of ' +
        'this machine. A private certificate authority can be trusted with `NODE_EXTRA_CA_CERTS`.'
      : 'Check the host name and the port, the network and its proxy, and the TLS certificate.',
    // The certificate is the same at the next attempt.
    retryable: !isCertificate,
  });
}

/** A `fetch` of the user may follow a redirect although `redirect` is `manual`. Then `redirected` is true. */
function isRedirect({ redirected, type, status }: Response): boolean {
  return redirected || type === 'opaqueredirect' || (status >= 300 && status < 400);
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '');
}

function redirectRefused(provider: Provider, status: number, asked: EndpointReply['asked']): GrantError {
  const code = 'redirect_refused';
  return new GrantError({
    code,
    provider: provider.name,
    summary: 'The authorization server answered with a redirect, which Grantkit never follows with credentials',
    status: status === 0 ? undefined : status,
    hint: 'Configure the URL that it redirects to, or look for a login page or a proxy in front of the server.',
    ...hintOf(provider, { ...asked, code, status, error: undefined, description: undefined, html: false }),
  });
}
