import { createSmokeball } from '@grantkit/smokeball';

export const smokeball = createSmokeball({
  region: 'au',
  clientId: 'id',
  clientSecret: 'secret',
  apiKey: 'key',
  authBaseUrl: process.env.SMOKEBALL_URL,
  apiBaseUrl: process.env.SMOKEBALL_URL,
});

export const getToken = () => smokeball.token();

void smokeball.api.get('matters').then(() => console.log('ok'));
