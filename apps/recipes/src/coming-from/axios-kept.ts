import { createIssuerClient } from '@grantkit/issuer';
import axios from 'axios';

const { TOKEN_URL = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const billing = createIssuerClient({
  tokenEndpoint: TOKEN_URL,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  clientAuth: 'client_secret_post',
  apiBaseUrl: API_URL,
});
const api = axios.create({ baseURL: API_URL, adapter: 'fetch', env: { fetch: billing.fetch } });

export async function getInvoices(): Promise<unknown> {
  const { data } = await api.get<unknown>('/invoices');
  return data;
}
