const { TOKEN_URL = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
let token = '';
let expiresAt = 0;

async function accessToken(): Promise<string> {
  if (Date.now() < expiresAt) return token;
  const response = await fetch(TOKEN_URL, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = await response.json();
  token = body.access_token;
  expiresAt = Date.now() + body.expires_in * 1000;
  return token;
}

export async function getInvoices(): Promise<unknown> {
  const response = await fetch(`${API_URL}/invoices`, { headers: { authorization: `Bearer ${await accessToken()}` } });
  if (!response.ok) throw new Error(`The API answered ${response.status}`);
  return await response.json();
}
