import { createPulsoid, type PulsoidClient } from '@grantkit/pulsoid';
import { grantkitClient } from './grantkit-client.ts';
import type { Caching, Peer } from './peer.ts';

const caches = {
  create: ({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) =>
    createPulsoid({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }),
  token: (client) => client.token(),
} satisfies Caching<PulsoidClient>;

export const peer: Peer = {
  name: 'Grantkit for Pulsoid',
  note: '`createPulsoid` of `@grantkit/pulsoid`: an adapter, as an application installs it.',
  packages: ['@grantkit/pulsoid'],
  caches,
  takesSignal: true,
  create: (target) => grantkitClient(caches.create(target)),
};
