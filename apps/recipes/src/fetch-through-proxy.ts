import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent } from 'undici';

/** Options of `fetchThroughProxy`. */
export interface ProxyOptions {
  /** A PEM file with an authority that the system does not trust, such as that of a proxy that inspects TLS. */
  readonly ca?: string | undefined;
}

/** A `fetch` that goes through the proxy of `HTTPS_PROXY` and `HTTP_PROXY`, except to the hosts of `NO_PROXY`. */
export function fetchThroughProxy({ ca }: ProxyOptions = {}): typeof globalThis.fetch {
  // The option `ca` of TLS replaces the usual authorities, so they are listed too.
  const tls = ca === undefined ? {} : { ca: [...rootCertificates, readFileSync(ca, 'utf8')] };
  // Without a proxy, through its tunnel, and to a proxy whose own URL is `https:`.
  const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls, proxyTls: tls });
  return (input, init) => fetch(input, Object.assign({}, init, { dispatcher }));
}
