import { readFile } from 'node:fs/promises';
import { clientAssertion } from '@grantkit/client-assertion';
import { createIssuerClient, type IssuerClient, type IssuerOptions } from '@grantkit/issuer';

/** A client that shows the JWT of a file, which the platform writes and renews. It has no secret and no key. */
export function connectWorkload(
  options: Omit<IssuerOptions, 'clientAuth' | 'clientSecret'>,
  file = '/var/run/secrets/login/token',
): IssuerClient {
  // The file is read for each token request, because the JWT in it lives for an hour and is replaced before that.
  const assertion = () => readFile(file, 'utf8');
  return createIssuerClient({ ...options, clientAuth: clientAssertion({ assertion }) });
}
