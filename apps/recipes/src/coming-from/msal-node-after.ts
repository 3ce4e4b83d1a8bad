import { createIssuerClient } from '@grantkit/issuer';

const { TENANT_ID = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env;
const graph = createIssuerClient({
  issuer: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  clientAuth: 'client_secret_post',
  scope: 'https://graph.microsoft.com/.default',
  apiBaseUrl: 'https://graph.microsoft.com/v1.0',
});

export async function getUsers(): Promise<unknown> {
  return await graph.api.get('users').json();
}
