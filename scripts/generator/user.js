// The program of somebody who has installed the provider package `grantkit-acme-pay`.
import { createAuthorizationServer } from '@grantkit/testing';
import { createAcmePay } from 'grantkit-acme-pay';

const credentials = { clientId: 'client-id', clientSecret: 'client-secret' };
await using server = await createAuthorizationServer({ clients: [credentials] });
const client = createAcmePay({ ...credentials, tokenEndpoint: server.tokenEndpoint, apiBaseUrl: server.url });
const { accessToken } = await client.token();
const reply = await client.fetch('things');
const [{ parameters }] = server.tokenRequests;
if (accessToken !== server.issued[0].accessToken) throw new Error('The token is not the one that the server issued.');
if (parameters.get('client_secret') !== 'client-secret') throw new Error('The secret is not in the body.');
if (reply.status !== 200) throw new Error(`The API answered ${reply.status}.`);
