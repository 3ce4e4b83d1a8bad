import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';

function setting(name: string): string {
  return process.env[`GRANTKIT_KEYCLOAK_${name}`] ?? '';
}

/** Keycloak's base URL, without a realm; empty if there is no Keycloak. */
export const url: string = setting('URL');

/** The base URL for mutual TLS; a certificate and its key, and the authority of the server, as PEM. */
export interface Certified {
  readonly tlsUrl: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export const certified: Certified | undefined = readCertified();

function readCertified(): Certified | undefined {
  const [tlsUrl = '', ...files] = ['TLS_URL', 'CERT', 'KEY', 'CA'].map(setting);
  if (tlsUrl === '' || files.includes('')) return undefined;
  const [cert = '', key = '', ca = ''] = files.map((file) => readFileSync(file, 'utf8'));
  return { tlsUrl, cert, key, ca };
}

/** A realm with a client for each method. Only some of the clients are in `aud` of their own tokens. */
export interface ConfiguredKeycloak {
  readonly realm: string;
  /** The secret of every client that has one. Form encoding changes some of its characters. */
  readonly clientSecret: string;
  /** Gives the client `rotated` another secret. */
  rotate(clientSecret: string): Promise<void>;
  /** Deletes the realm. */
  remove(): Promise<void>;
}

/**
 * Makes a realm on a running Keycloak through its admin API. The client `key` has these public keys. Tried on Keycloak
 * 26.7.3.
 */
export async function configureKeycloak(publicJwks: readonly object[]): Promise<ConfiguredKeycloak> {
  // A certificate writes its subject in the reverse order of RFC 2253.
  const subject = certified === undefined ? 'CN=none' : new X509Certificate(certified.cert).subject;
  const subjectDn = subject.split('\n').toReversed().join(',');
  const realm = `grantkit-${randomBytes(6).toString('hex')}`;
  const clientSecret = `${randomBytes(24).toString('base64')}+/%:&= ~`;
  const rotatedId = randomUUID();
  const bySecret = { clientAuthenticatorType: 'client-secret', secret: clientSecret };

  async function call(method: string, path: string, body?: object): Promise<void> {
    // The admin's token is valid for 60 s only, so every call gets its own.
    const authorization = `Bearer ${await adminToken()}`;
    const response = await fetch(`${url}/admin/realms${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  await call('POST', '', { realm, enabled: true });
  const clients = [
    { clientId: 'basic', ...bySecret },
    { clientId: 'post', ...bySecret },
    { clientId: 'secret-jwt', ...bySecret, clientAuthenticatorType: 'client-secret-jwt' },
    { clientId: 'rotated', id: rotatedId, ...bySecret },
    { clientId: 'no-audience', ...bySecret, protocolMappers: [] },
    { clientId: 'no-grant', ...bySecret, serviceAccountsEnabled: false },
    {
      clientId: 'key',
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: publicJwks }) },
    },
    {
      clientId: 'machine',
      clientAuthenticatorType: 'client-x509',
      attributes: {
        'x509.subjectdn': subjectDn,
        'x509.allow.regex.pattern.comparison': 'false',
        'tls.client.certificate.bound.access.tokens': 'true',
      },
    },
  ];
  for (const details of clients) {
    await call('POST', `/${realm}/clients`, {
      protocol: 'openid-connect',
      publicClient: false,
      serviceAccountsEnabled: true,
      protocolMappers: [ownAudience(details.clientId)],
      ...details,
    });
  }
  return {
    realm,
    clientSecret,
    rotate: (secret) => call('PUT', `/${realm}/clients/${rotatedId}`, { secret }),
    remove: () => call('DELETE', `/${realm}`),
  };
}

/** Adds a client to `aud` of its tokens. Since 26.6.2 Keycloak tells a client only about such tokens. */
function ownAudience(clientId: string): object {
  return {
    name: 'own-audience',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: {
      'included.client.audience': clientId,
      'access.token.claim': 'true',
      'introspection.token.claim': 'true',
    },
  };
}

export async function adminToken(): Promise<string> {
  const response = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'admin-cli',
      username: setting('ADMIN') || 'admin',
      password: setting('ADMIN_PASSWORD'),
    }),
  });
  return v.parse(v.object({ access_token: v.string() }), await response.json()).access_token;
}
