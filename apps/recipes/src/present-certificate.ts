import { X509Certificate } from 'node:crypto';
import { readFileSync, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type IssuerOptions, tlsClientAuth } from '@grantkit/issuer';
import { Agent } from 'undici';

/** The PEM files of a certificate and its key, and of an authority that the system does not trust. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string | undefined;
}

/** The options of a client that presents the certificate of these files, also after they were replaced. */
export function presentCertificate(files: CertificateFiles): Pick<IssuerOptions, 'clientAuth' | 'fetch'> {
  let shown = load(files);
  function renew(): void {
    try {
      const { dispatcher } = shown;
      shown = load(files);
      void dispatcher.close(); // Ends after its last request.
    } catch (error) {
      console.error('The old certificate stays in use', error);
    }
  }
  for (const file of [files.cert, files.key]) watchFile(file, { persistent: false }, renew);
  return {
    clientAuth: tlsClientAuth({ thumbprint: () => shown.thumbprint }),
    fetch: (input, init) => fetch(input, Object.assign({}, init, { dispatcher: shown.dispatcher })),
  };
}

function load({ cert: certFile, key, ca }: CertificateFiles) {
  const cert = readFileSync(certFile);
  // Throws while only one of the files is new.
  const secureContext = createSecureContext({ cert, key: readFileSync(key), ca: ca && readFileSync(ca) });
  return {
    dispatcher: new Agent({ connect: { secureContext } }),
    thumbprint: new X509Certificate(cert).fingerprint256,
  };
}
