import { privateKeyJwt } from '@grantkit/client-assertion';
import { expect, test } from 'vitest';
import { createAdvancedIdentityCloud, createOpenAm } from '../src/index.ts';
import { behindProxy } from './behind-proxy.ts';
import { audienceOf, keyClient } from './key-client.ts';
import { credentials, startPingAm, thrownBy } from './start-pingam.ts';

test.each(['alpha', 'bravo'] as const)(
  'the realm %s of an Advanced Identity Cloud tenant is below /am',
  async (realm) => {
    const client = createAdvancedIdentityCloud({ ...credentials, tenant: 'openam-acme.forgeblocks.com', realm });
    expect(client.explain().tokenEndpoint).toBe(
      `https://openam-acme.forgeblocks.com/am/oauth2/realms/root/realms/${realm}/access_token`,
    );
  },
);

test.each([
  ['tenant', 'https://openam-acme.forgeblocks.com'],
  ['tenant', 'openam-acme.forgeblocks.com/am'],
  ['tenant', 'user@openam-acme.forgeblocks.com'],
  ['tenant', ''],
  ['tenant', undefined],
  ['realm', '/'],
  ['realm', '__proto__'],
  ['realm', undefined],
])('the option %s of Advanced Identity Cloud cannot be %j', (name, value) => {
  const options = { ...credentials, tenant: 'openam-acme.forgeblocks.com', realm: 'alpha', [name]: value };
  expect(thrownBy(() => Reflect.apply(createAdvancedIdentityCloud, undefined, [options]))).toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining(`\`${name}\``),
  });
});

test.each([
  [createOpenAm, { baseUrl: 'https://am.example.com/openam' }, 'basicEncoding', 'baseUrl'],
  [createAdvancedIdentityCloud, { tenant: 'openam-acme.forgeblocks.com', realm: 'alpha' }, 'baseUrl', 'tenant'],
])('%o does not take an option that it sets itself, and lists its own', (create, own, name, listed) => {
  const options = { ...credentials, ...own, [name]: 'form' };
  expect(thrownBy(() => Reflect.apply(create, undefined, [options]))).toMatchObject({
    summary: `Unknown option \`${name}\``,
    hint: expect.stringMatching(new RegExp(`^(?!.*\`${name}\`).*\`${listed}\``)),
  });
});

test('discovery and assertions work for Advanced Identity Cloud, whose token endpoint has an explicit port', async () => {
  const { privateKey, registered } = keyClient('ES256');
  const { server, clock } = await startPingAm({}, { clients: [registered], realms: ['/alpha', '/bravo'] });
  const options = {
    tenant: 'openam-acme.forgeblocks.com',
    realm: 'bravo',
    clientId: registered.clientId,
    clientAuth: privateKeyJwt({ key: privateKey }),
    fetch: behindProxy(server),
    clock,
  } as const;
  const tokenEndpoint = 'openam-acme.forgeblocks.com:443/am/oauth2/realms/root/realms/bravo/access_token';
  for (const discovery of [false, true]) {
    const identityCloud = createAdvancedIdentityCloud({ ...options, discovery });
    await identityCloud.token();
    expect(await identityCloud.introspect()).toMatchObject({ active: true });
    expect([audienceOf(server.tokenRequests.at(-1))].flat()).toContain(`https://${tokenEndpoint}`);
  }
});

test('createOpenAm introspects and revokes without form encoding too', async () => {
  const clients = [{ clientId: 'myClient', clientSecret: 'a+b%zz' }];
  const { server } = await startPingAm({}, { dialect: 'openam', clients });
  const openAm = createOpenAm({
    baseUrl: `${server.url}/openam`,
    realm: '/alpha',
    clientId: 'myClient',
    clientSecret: 'a+b%zz',
    discovery: true,
  });
  expect(await openAm.introspect()).toMatchObject({ active: true });
  await expect(openAm.revoke()).resolves.toBeUndefined();
});
