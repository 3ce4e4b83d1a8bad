// A program that gets a token and closes nothing.
import { createIssuerClient, memoryTokenCache } from '@grantkit/issuer';

const billing = createIssuerClient({
  ...{ tokenEndpoint: `${process.argv[2]}/token`, clientId: 'billing', clientSecret: 's3cr3t-of-billing' },
  cache: memoryTokenCache(),
});
await billing.token();
