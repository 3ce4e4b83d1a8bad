import { createIssuerClient } from '@grantkit/issuer';

const { ISSUER: issuer = '', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env;
const client = createIssuerClient({ issuer, clientId, clientSecret });
const { expiresAt } = await client.token();
console.log(`A token, valid until ${new Date(expiresAt)}`);
