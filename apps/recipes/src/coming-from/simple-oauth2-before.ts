import { type AccessToken, ClientCredentials } from 'simple-oauth2';

const { TOKEN_HOST = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const client = new ClientCredentials({
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  auth: { tokenHost: TOKEN_HOST, tokenPath: '/token' },
});
const expirationWindowInSeconds = 300;
let accessToken: AccessToken | undefined;

export async function getInvoices(): Promise<unknown> {
  if (accessToken === undefined || accessToken.expired(expirationWindowInSeconds)) {
    accessToken = await client.getToken({ scope: 'invoices:read' });
  }
  const response = await fetch(`${API_URL}/invoices`, {
    headers: { authorization: `Bearer ${accessToken.token['access_token']}` },
  });
  if (!response.ok) throw new Error(`The API answered ${response.status}`);
  return await response.json();
}
