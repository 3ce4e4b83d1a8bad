import { createSmokeball } from '@grantkit/smokeball';

export const runtime = 'edge';
export const dynamic = 'force-dynamic';

const smokeball = createSmokeball({
  region: 'au',
  clientId: 'id',
  clientSecret: 'secret',
  apiKey: 'key',
  authBaseUrl: process.env.SMOKEBALL_URL,
  apiBaseUrl: process.env.SMOKEBALL_URL,
});

export async function GET() {
  await smokeball.api.get('matters');
  return new Response('ok');
}
