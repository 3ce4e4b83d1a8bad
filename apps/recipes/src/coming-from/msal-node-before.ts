import { ConfidentialClientApplication } from '@azure/msal-node';

const { TENANT_ID = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env;
const app = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    authority: `https://login.microsoftonline.com/${TENANT_ID}`,
  },
});

export async function getUsers(): Promise<unknown> {
  const result = await app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] });
  const response = await fetch('https://graph.microsoft.com/v1.0/users', {
    headers: { authorization: `Bearer ${result?.accessToken}` },
  });
  if (!response.ok) throw new Error(`The API answered ${response.status}`);
  return await response.json();
}
