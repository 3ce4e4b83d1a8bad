import { createSmokeball } from '@grantkit/smokeball';

const smokeball = createSmokeball({
  region: 'au',
  clientId: 'id',
  clientSecret: 'secret',
  apiKey: 'key',
  authBaseUrl: process.env.SMOKEBALL_URL,
  apiBaseUrl: process.env.SMOKEBALL_URL,
});

await smokeball.api.get('matters');
console.log('ok');
