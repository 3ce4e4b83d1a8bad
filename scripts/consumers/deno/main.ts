import { createSmokeball } from '@grantkit/smokeball';

const smokeball = createSmokeball({
  region: 'au',
  clientId: 'id',
  clientSecret: 'secret',
  apiKey: 'key',
  authBaseUrl: Deno.env.get('SMOKEBALL_URL'),
  apiBaseUrl: Deno.env.get('SMOKEBALL_URL'),
});

await smokeball.api.get('matters');
console.log('ok');
