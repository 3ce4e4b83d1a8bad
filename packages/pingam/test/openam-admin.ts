import { type JsonWebKey, randomBytes } from 'node:crypto';
import * as v from 'valibot';

function setting(name: string): string {
  return process.env[`GRANTKIT_OPENAM_${name}`] ?? '';
}

/** OpenAM's base URL with its context path; empty if there is no OpenAM. */
export const url: string = setting('URL').replace(/\/$/, '');

/** A new name in every run. The clients of the top realm cannot be deleted together with their realm. */
export const run: string = `grantkit-${randomBytes(6).toString('hex')}`;

export interface SecretClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** OpenAM's REST API, as far as the tests need it. */
export interface OpenAmAdmin {
  makeRealm(path: string, active?: boolean): Promise<void>;
  /** Adds the OAuth2 Provider service. The top realm may have one already. */
  addProvider(realm: string): Promise<void>;
  addClient(realm: string, client: SecretClient, profile?: object): Promise<void>;
  setIdentityTypes(realm: string, identityType: readonly string[]): Promise<void>;
  /** Removes all that was made here. */
  remove(): Promise<void>;
}

/** Logs in to a running OpenAM. Tried on OpenAM 16.0.5. */
export async function openAmAdmin(): Promise<OpenAmAdmin> {
  const session = await adminSession();
  const removals: (() => Promise<unknown>)[] = [];

  async function call(method: string, path: string, body?: object, alsoRight?: number): Promise<number> {
    const headers = {
      iPlanetDirectoryPro: session,
      'content-type': 'application/json',
      // Without it, OpenAM takes a PUT for the creation of something new.
      ...(method === 'PUT' && { 'if-match': '*' }),
    };
    const response = await fetch(`${url}/json${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
    if (response.ok || response.status === alsoRight) return response.status;
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  return {
    async makeRealm(path, active = true) {
      const names = path.split('/');
      const realm = { name: names.pop(), parentPath: names.join('/') || '/', active, aliases: [] };
      await call('POST', '/global-config/realms?_action=create', realm);
      removals.push(() => call('DELETE', `/global-config/realms/${Buffer.from(path).toString('base64url')}`));
    },
    async addProvider(realm) {
      const service = `${pathOf(realm)}/realm-config/services/oauth-oidc`;
      const status = await call('POST', `${service}?_action=create`, {}, 409);
      if (status !== 409) removals.push(() => call('DELETE', service));
    },
    async addClient(realm, { clientId, clientSecret }, profile) {
      // `/realm-config/agents/OAuth2Client` would answer 404 in a realm that has no client yet.
      const agents = `${pathOf(realm)}/agents`;
      await call('POST', `${agents}?_action=create`, {
        username: clientId,
        userpassword: [clientSecret],
        AgentType: ['OAuth2Client'],
        sunIdentityServerDeviceStatus: ['Active'],
        [`${member}.clientType`]: ['Confidential'],
        [`${member}.scopes`]: ['[0]=read', '[1]=write'],
        ...profile,
      });
      removals.push(() => call('DELETE', `${agents}/${clientId}`));
    },
    async setIdentityTypes(realm, identityType) {
      await call('PUT', `${pathOf(realm)}/realm-config/authentication`, { general: { identityType } });
    },
    async remove() {
      for (const removal of removals.splice(0).toReversed()) await removal();
    },
  };
}

const member = 'com.forgerock.openam.oauth2provider';

/** OpenAM enforces the method of a client only if its profile has the scope `openid`. */
export function onlyBy(method: string): object {
  return {
    [`${member}.tokenEndPointAuthMethod`]: [method],
    [`${member}.scopes`]: ['[0]=read', '[1]=write', '[2]=openid'],
  };
}

/** OpenAM reads an assertion with the algorithm that the profile names for ID tokens. */
export function signedWith(algorithm: string, publicJwk?: JsonWebKey): object {
  const profile = {
    [`${member}.tokenEndPointAuthMethod`]: ['private_key_jwt'],
    [`${member}.idTokenSignedResponseAlg`]: [algorithm],
  };
  if (publicJwk === undefined) return profile;
  const jwks = JSON.stringify({ keys: [publicJwk] });
  return { ...profile, [`${member}.publicKeyLocation`]: ['jwks'], [`${member}.jwks`]: [jwks] };
}

function pathOf(realm: string): string {
  const names = realm.split('/').filter((name) => name !== '');
  return ['root', ...names].map((name) => `/realms/${name}`).join('');
}

async function adminSession(): Promise<string> {
  const response = await fetch(`${url}/json/authenticate`, {
    method: 'POST',
    headers: {
      'x-openam-username': setting('ADMIN') || 'amadmin',
      'x-openam-password': setting('ADMIN_PASSWORD'),
      'accept-api-version': 'resource=2.0, protocol=1.0',
      'content-type': 'application/json',
    },
    body: '{}',
  });
  return v.parse(v.object({ tokenId: v.string() }), await response.json()).tokenId;
}
