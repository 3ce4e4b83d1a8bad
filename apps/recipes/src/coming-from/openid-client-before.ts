import * as client from 'openid-client';

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET);

export async function getInvoices(): Promise<unknown> {
  const { access_token } = await client.clientCredentialsGrant(config, { scope: 'invoices:read' });
  const response = await client.fetchProtectedResource(config, access_token, new URL(`${API_URL}/invoices`), 'GET');
  return await response.json();
}
