import { createIssuerClient } from '@grantkit/issuer';

const { TOKEN_HOST = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const billing = createIssuerClient({
  tokenEndpoint: `${TOKEN_HOST}/token`, // or `issuer`, if the server has metadata
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  scope: 'invoices:read',
  apiBaseUrl: API_URL,
});

export async function getInvoices(): Promise<unknown> {
  return await billing.api.get('invoices').json();
}
