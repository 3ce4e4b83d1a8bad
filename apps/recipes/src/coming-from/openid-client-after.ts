import { createIssuerClient } from '@grantkit/issuer';

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const billing = createIssuerClient({
  issuer: ISSUER,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  clientAuth: 'client_secret_post', // the default of openid-client
  scope: 'invoices:read',
  apiBaseUrl: API_URL,
});

export async function getInvoices(): Promise<unknown> {
  return await billing.api.get('invoices').json();
}
