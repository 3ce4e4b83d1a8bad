import { createSmokeball } from '@grantkit/smokeball';

let smokeball;

export default {
  async fetch(_request, env) {
    smokeball ??= createSmokeball({
      region: 'au',
      clientId: 'id',
      clientSecret: 'secret',
      apiKey: 'key',
      authBaseUrl: env.SMOKEBALL_URL,
      apiBaseUrl: env.SMOKEBALL_URL,
    });
    await smokeball.api.get('matters');
    return new Response('ok');
  },
};
