import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent } from 'undici';

/** Options of `fetchThroughProxy`. */
export interface ProxyOptions {
  /** A PEM file with an authority that the system does not trust, such as the one of a proxy that inspects TLS. */
  readonly ca?: string | undefined;
}

/** Makes a `fetch` that uses the proxy of `HTTPS_PROXY` or `HTTP_PROXY`, except for the hosts of `NO_PROXY`. */
export function fetchThroughProxy({ ca }: ProxyOptions = {}): typeof globalThis.fetch {
  // The option `ca` of TLS replaces Node's authorities. Without them no other server would be trusted.
  const tls = ca === undefined ? {} : { ca: [...rootCertificates, readFileSync(ca, 'utf8')] };
  // `connect` is for direct requests, `requestTls` for tunnels, `proxyTls` for a proxy whose own URL is `https:`.
  const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls, proxyTls: tls });
  return (input, init) => fetch(input, Object.assign({}, init, { dispatcher }));
}
