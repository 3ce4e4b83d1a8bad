// A program without a line about proxies: Node itself reads NODE_USE_ENV_PROXY and NODE_EXTRA_CA_CERTS.
import { createIssuerClient } from '@grantkit/issuer';

const url = process.argv[2] ?? '';
const billing = createIssuerClient({
  tokenEndpoint: `${url}/token`,
  clientId: 'billing',
  clientSecret: 's3cr3t-of-billing',
  apiBaseUrl: url,
});
console.log((await billing.fetch('invoices')).status);
