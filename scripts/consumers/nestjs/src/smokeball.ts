import { createSmokeball } from '@grantkit/smokeball';
import type { Provider } from '@nestjs/common';

export const SMOKEBALL = Symbol('Smokeball');

export const smokeballProvider: Provider = {
  provide: SMOKEBALL,
  useFactory: () =>
    createSmokeball({
      region: 'au',
      clientId: 'id',
      clientSecret: 'secret',
      apiKey: 'key',
      authBaseUrl: process.env.SMOKEBALL_URL,
      apiBaseUrl: process.env.SMOKEBALL_URL,
    }),
};
