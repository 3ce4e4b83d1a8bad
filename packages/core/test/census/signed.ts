import * as v from 'valibot';
import type { ClientAuth } from '../../src/index.ts';
import { bearer, type DescribedRow } from './row.ts';

/** Providers whose credential is a signed JWT. Here it is a fixed text; a real signer makes one for each request. */

const okta: DescribedRow = {
  catalogue: 15,
  name: 'Okta with a private key',
  source: 'https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'okta',
    tokenEndpoint: `${url}/oauth2/v1/token`,
    apiBaseUrl: `${url}/api/v1`,
    clientAuth: privateKeyJwt,
  }),
  scope: 'okta.users.read',
  request: {
    url: '/oauth2/v1/token',
    body: {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'words-signed-for-okta',
      scope: 'okta.users.read',
    },
  },
  grant: (access_token) => ({
    body: { token_type: 'Bearer', expires_in: 3600, access_token, scope: 'okta.users.read' },
  }),
  granted: { lifetime: 3600, scope: ['okta.users.read'] },
  refusals: [
    {
      reply: {
        status: 401,
        body: { error: 'invalid_client', error_description: 'The client_assertion JWT kid is invalid.' },
      },
      code: 'invalid_client',
      description: 'The client_assertion JWT kid is invalid.',
    },
  ],
  api: {
    path: 'users',
    url: '/api/v1/users',
    headers: bearer,
    rejection: {
      status: 401,
      body: { errorCode: 'E0000011', errorSummary: 'Invalid token provided', errorLink: 'E0000011', errorCauses: [] },
    },
  },
};

const privateKeyJwt: ClientAuth = {
  method: 'private_key_jwt',
  usesClientSecret: false,
  fingerprint: () => 'thumbprint of the key',
  authenticate({ body }) {
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', 'words-signed-for-okta');
  },
};

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const readDrive = 'https://www.googleapis.com/auth/drive.readonly';

const google: DescribedRow = {
  catalogue: 21,
  name: 'Google service account',
  source: 'https://developers.google.com/identity/protocols/oauth2/service-account',
  confidence: { request: 'third party', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'google',
    tokenEndpoint: `${url}/token`,
    apiBaseUrl: `${url}/drive/v3`,
    clientAuth: assertionAsGrant,
    parameters: { grant_type: jwtBearer },
  }),
  request: { url: '/token', body: { grant_type: jwtBearer, assertion: 'words-signed-for-google' } },
  grant: (access_token) => ({ body: { access_token, scope: readDrive, token_type: 'Bearer', expires_in: 3600 } }),
  granted: { lifetime: 3600, scope: [readDrive] },
  refusals: [
    {
      reply: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } },
      code: 'invalid_grant',
      description: 'Invalid JWT Signature.',
    },
  ],
  api: {
    path: 'files',
    url: '/drive/v3/files',
    headers: bearer,
    rejection: {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
      body: { error: { code: 401, message: 'Invalid Credentials', status: 'UNAUTHENTICATED' } },
    },
    others: [{ status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="more"' } }],
  },
};

/** The scope is a claim of the assertion, but `authenticate` does not get it. So the signer must have its own. */
const assertionAsGrant: ClientAuth = {
  method: 'google_service_account',
  usesClientSecret: false,
  fingerprint: () => 'thumbprint of the key, and the scope that it signs',
  authenticate({ body }) {
    body.set('assertion', 'words-signed-for-google');
  },
};

const GithubToken = v.object({ token: v.string(), expires_at: v.string() });

const github: DescribedRow = {
  catalogue: 22,
  name: 'GitHub App installation',
  source: 'https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'github',
    tokenEndpoint: `${url}/app/installations/4711/access_tokens`,
    apiBaseUrl: url,
    clientAuth: appJwt,
    requestBody: 'json',
    headers: githubHeaders,
    readReply: ({ body, now }) =>
      v.is(GithubToken, body)
        ? { access_token: body.token, token_type: 'Bearer', expires_in: (Date.parse(body.expires_at) - now) / 1000 }
        : undefined,
    apiHeaders: () => ({ accept: 'application/vnd.github+json', ...githubHeaders }),
  }),
  request: {
    url: '/app/installations/4711/access_tokens',
    contentType: 'application/json',
    authorization: 'Bearer words-signed-by-the-app',
    headers: { 'user-agent': 'acme', 'x-github-api-version': '2022-11-28' },
    body: {},
  },
  grant: (token) => ({
    status: 201,
    body: { token, expires_at: '2026-01-01T01:00:00Z', permissions: { issues: 'write' }, repository_selection: 'all' },
  }),
  granted: { lifetime: 3600, scope: undefined },
  refusals: [
    {
      reply: { status: 401, body: { message: 'A JSON web token could not be decoded' } },
      code: 'invalid_client',
      description: 'A JSON web token could not be decoded',
    },
  ],
  api: {
    path: 'installation/repositories',
    url: '/installation/repositories',
    headers: (token) => ({
      ...bearer(token),
      accept: 'application/vnd.github+json',
      'user-agent': 'acme',
      'x-github-api-version': '2022-11-28',
    }),
    rejection: { status: 401, body: { message: 'Bad credentials' } },
    others: [{ status: 403, body: { message: 'Maximum number of login attempts exceeded' } }, { status: 404 }],
  },
};

const githubHeaders = { 'user-agent': 'acme', 'x-github-api-version': '2022-11-28' };

/** The app's JWT is not an OAuth grant, so GitHub gets no `grant_type`. */
const appJwt: ClientAuth = {
  method: 'github_app',
  usesClientSecret: false,
  fingerprint: () => 'thumbprint of the key',
  authenticate({ headers, body }) {
    headers.set('authorization', 'Bearer words-signed-by-the-app');
    body.delete('grant_type');
  },
};

export const signed: readonly DescribedRow[] = [okta, google, github];
