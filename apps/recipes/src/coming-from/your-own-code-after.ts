import { createIssuerClient } from '@grantkit/issuer';

const { TOKEN_URL = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const billing = createIssuerClient({
  tokenEndpoint: TOKEN_URL, // or `issuer`, if the server has metadata
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  apiBaseUrl: API_URL,
});

export async function getInvoices(): Promise<unknown> {
  return await billing.api.get('invoices').json();
}
