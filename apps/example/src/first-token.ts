import { createIssuerClient } from '@grantkit/issuer';
import { createAuthorizationServer } from '@grantkit/testing';

const credentials = { clientId: 'reports', clientSecret: 'a secret' };
const server = await createAuthorizationServer({ clients: [credentials] });
const client = createIssuerClient({ tokenEndpoint: server.tokenEndpoint, ...credentials });
await Promise.all(Array.from({ length: 1_000 }, () => client.token()));
const { expiresAt } = await client.token();
console.log(`1,001 calls, ${server.tokenRequests.length} token request, valid until ${new Date(expiresAt)}`);
await server.close();
