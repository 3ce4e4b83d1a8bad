const { createSmokeball } = require('@grantkit/smokeball');

const smokeball = createSmokeball({
  region: 'au',
  clientId: 'id',
  clientSecret: 'secret',
  apiKey: 'key',
  authBaseUrl: process.env.SMOKEBALL_URL,
  apiBaseUrl: process.env.SMOKEBALL_URL,
});

smokeball.api.get('matters').then(() => console.log('ok'));
