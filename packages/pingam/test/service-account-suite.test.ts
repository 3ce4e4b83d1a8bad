import { type ProviderSuiteOptions, testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createAdvancedIdentityCloud } from '../src/index.ts';
import { identityCloudDialect, rsaKey } from './identity-cloud.ts';

/** The suite's clients are service accounts here: `clientId` is the id of an account, which has a key and no secret. */
const accounts = [
  { id: 'suite-account', ...rsaKey() },
  { id: 'suite-another', ...rsaKey() },
] as const;
const clientSecret = 'no service account has it';
const scope = ['fr:am:*', 'fr:idm:*'] as const;

const create: ProviderSuiteOptions['create'] = (options) => {
  const { clientId, clientSecret: _, fetch = globalThis.fetch, ...given } = options;
  const { origin, privateExponent: __, ...others } = { origin: '', privateExponent: '', ...given };
  const account = accounts.find(({ id }) => id === clientId);
  // Each server is a tenant of its own.
  const tenant = `port-${new URL(origin).port}.forgeblocks.com`;
  const toServer: typeof fetch = (input, init) => fetch(String(input).replace(`https://${tenant}`, origin), init);
  const own = {
    tenant,
    serviceAccount: { id: clientId, key: (account ?? accounts[0]).privateJwk },
    scope: scope[0],
    // Any other id is for the option, which the client must refuse.
    ...(account === undefined && { clientId }),
    ...others,
    fetch: typeof fetch === 'function' ? toServer : fetch,
  };
  return Reflect.apply(createAdvancedIdentityCloud, undefined, [own]);
};

testProvider('pingam with a service account', {
  // A service account has no option `clientId`, so it may be missing. Its own options have tests of their own.
  runner: { describe, test: (title, run) => title !== 'refuses a wrong `clientId`' && test(title, run) },
  create,
  pointAt: ({ url }) => ({ origin: url }),
  dialect: identityCloudDialect(accounts.map((account) => ({ ...account, scope }))),
  clients: [
    { clientId: accounts[0].id, clientSecret },
    { clientId: accounts[1].id, clientSecret },
  ],
  scopes: scope,
  usesClientSecret: false,
  auth: () => ({ parameters: { client_id: 'service-account', assertion: /^[\w-]+\.[\w-]+\.[\w-]+$/ } }),
  request: () => ({ parameters: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', scope: scope[0] } }),
  credentials: { privateExponent: accounts[0].privateJwk.d ?? '' },
});
