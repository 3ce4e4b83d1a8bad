import { readFile } from 'node:fs/promises';
import { clientAssertion } from '@grantkit/client-assertion';
import { createIssuerClient, type IssuerClient, type IssuerOptions } from '@grantkit/issuer';

/** Creates a client that authenticates with the JWT in a file. The platform writes and renews the file. */
export function connectWorkload(
  options: Omit<IssuerOptions, 'clientAuth' | 'clientSecret'>,
  file = '/var/run/secrets/login/token',
): IssuerClient {
  // Read the file for each token request. A JWT that was read once would expire after an hour.
  const assertion = () => readFile(file, 'utf8');
  return createIssuerClient({ ...options, clientAuth: clientAssertion({ assertion }) });
}
