import { type JsonWebKey, randomBytes } from 'node:crypto';
import { onlyBy, openAmAdmin, run, type SecretClient, signedWith } from './openam-admin.ts';

export const realms: Readonly<Record<'top' | 'child' | 'grandchild', string>> = {
  top: '/',
  child: `/${run}`,
  grandchild: `/${run}/europe`,
};

/** A realm without the OAuth2 Provider service. */
export const bareRealm: string = `/${run}/bare`;

/** Realms with a provider and clients that OpenAM does not find: the realm is not active, or has no `agent` type. */
export const inactiveRealm: string = `/${run}/inactive`;
export const agentlessRealm: string = `/${run}/agentless`;

/** The clients with a secret. OpenAM takes `basic` and `post` only by their own method. */
export const clients: Readonly<Record<'basic' | 'post' | 'hmac' | 'latin1' | 'cyrillic', SecretClient>> = {
  // In every realm.
  basic: client('basic'),
  post: client('post'),
  hmac: client('hmac'),
  // In the child realm only.
  latin1: client('latin1', 'clé-secrète'),
  cyrillic: client('cyrillic', 'тайный-ключ'),
};

/** The client with a public key that every realm has. */
export const keyClientId: string = `${run}-key`;

function client(name: string, secret?: string): SecretClient {
  // Form encoding changes some characters of this secret.
  return { clientId: `${run}-${name}`, clientSecret: secret ?? `${randomBytes(24).toString('base64')}+/%:&= ~` };
}

/** Makes the realms and clients, and returns how to remove them. */
export async function configureOpenAm(publicJwk: JsonWebKey): Promise<() => Promise<void>> {
  const admin = await openAmAdmin();
  const { makeRealm, addProvider, addClient } = admin;
  const { top, child, grandchild } = realms;
  const { basic, post, hmac, latin1, cyrillic } = clients;
  try {
    for (const realm of [child, grandchild, bareRealm, agentlessRealm]) await makeRealm(realm);
    await makeRealm(inactiveRealm, false);
    for (const realm of [top, child, grandchild, inactiveRealm, agentlessRealm]) {
      await addProvider(realm);
      await addClient(realm, basic, onlyBy('client_secret_basic'));
      await addClient(realm, post, onlyBy('client_secret_post'));
      await addClient(realm, hmac, signedWith('HS256'));
      await addClient(realm, client('key'), signedWith('RS256', publicJwk));
    }
    await addClient(child, latin1);
    await addClient(child, cyrillic);
    await admin.setIdentityTypes(agentlessRealm, ['user']);
    return admin.remove;
  } catch (error) {
    await admin.remove();
    throw error;
  }
}
