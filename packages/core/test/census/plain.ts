import { clientSecretBasic, clientSecretPost } from '../../src/index.ts';
import { basic, bearer, type DescribedRow } from './row.ts';

/** Providers whose replies are those of RFC 6749, or nearly so. */

const xero: DescribedRow = {
  catalogue: 11,
  name: 'Xero custom connection',
  source: 'https://github.com/XeroAPI/xero-mcp-server',
  confidence: {
    request: 'vendor source',
    grant: 'vendor source',
    refusal: 'third party',
    rejection: 'third party',
  },
  provider: ({ url }) => ({
    name: 'xero',
    tokenEndpoint: `${url}/connect/token`,
    apiBaseUrl: `${url}/api.xro/2.0`,
    clientAuth: clientSecretBasic({ encoding: 'raw' }),
  }),
  scope: 'accounting.transactions accounting.settings',
  request: {
    url: '/connect/token',
    authorization: basic,
    body: { grant_type: 'client_credentials', scope: 'accounting.transactions accounting.settings' },
  },
  grant: (access_token) => ({ body: { access_token, expires_in: 1800, token_type: 'Bearer' } }),
  granted: { lifetime: 1800, scope: ['accounting.transactions', 'accounting.settings'] },
  // The status is that of a neighbour refusal. No source names the status of this one.
  refusals: [{ reply: { status: 400, body: { error: 'invalid_client' } }, code: 'invalid_client' }],
  api: {
    path: 'Invoices',
    url: '/api.xro/2.0/Invoices',
    headers: bearer,
    rejection: {
      status: 401,
      body: { Type: null, Title: 'Unauthorized', Status: 401, Detail: 'TokenExpired: token expired at 04/09/2023' },
    },
  },
};

const genesys: DescribedRow = {
  catalogue: 12,
  name: 'Genesys Cloud',
  source: 'https://github.com/MyPureCloud/quick-hits-javascript',
  confidence: {
    request: 'vendor source',
    grant: 'third party',
    refusal: 'third party',
    rejection: 'third party',
  },
  provider: ({ url }) => ({
    name: 'genesys-cloud',
    tokenEndpoint: `${url}/oauth/token`,
    apiBaseUrl: `${url}/api/v2`,
    clientAuth: clientSecretBasic(),
  }),
  request: { url: '/oauth/token', authorization: basic, body: { grant_type: 'client_credentials' } },
  grant: (access_token) => ({ body: { access_token, token_type: 'bearer', expires_in: 86_399 } }),
  granted: { lifetime: 86_399, scope: undefined },
  refusals: [
    {
      reply: {
        status: 400,
        body: {
          error: 'invalid_client',
          description: 'authentication failed',
          error_description: 'authentication failed',
        },
      },
      code: 'invalid_client',
      description: 'authentication failed',
    },
  ],
  api: {
    path: 'users/me',
    url: '/api/v2/users/me',
    headers: bearer,
    rejection: {
      status: 401,
      body: { message: 'Invalid login credentials.', code: 'bad.credentials', status: 401 },
    },
  },
};

const entra: DescribedRow = {
  catalogue: 14,
  name: 'Microsoft Entra ID',
  source: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'entra',
    tokenEndpoint: `${url}/contoso.example/oauth2/v2.0/token`,
    apiBaseUrl: `${url}/v1.0`,
    clientAuth: clientSecretPost(),
  }),
  scope: 'https://graph.microsoft.com/.default',
  request: {
    url: '/contoso.example/oauth2/v2.0/token',
    body: {
      grant_type: 'client_credentials',
      client_id: 'the-client',
      client_secret: 'the-secret',
      scope: 'https://graph.microsoft.com/.default',
    },
  },
  grant: (access_token) => ({ body: { token_type: 'Bearer', expires_in: 3599, access_token } }),
  granted: { lifetime: 3599, scope: ['https://graph.microsoft.com/.default'] },
  refusals: [
    {
      reply: {
        status: 401,
        body: {
          error: 'invalid_client',
          error_description: 'AADSTS7000215: Invalid client secret provided.',
          error_codes: [7_000_215],
          error_uri: 'https://login.microsoftonline.com/error?code=7000215',
        },
      },
      code: 'invalid_client',
      description: 'AADSTS7000215: Invalid client secret provided.',
    },
  ],
  api: {
    path: 'users',
    url: '/v1.0/users',
    headers: bearer,
    rejection: {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common"' },
      body: { error: { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.', innerError: {} } },
    },
    // Continuous access evaluation: a new token without the claims is rejected too.
    others: [{ status: 401, headers: { 'www-authenticate': 'Bearer error="insufficient_claims", claims="words"' } }],
  },
};

const spotify: DescribedRow = {
  catalogue: undefined,
  name: 'Spotify',
  source: 'https://developer.spotify.com/documentation/web-api/tutorials/client-credentials-flow',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'spotify',
    tokenEndpoint: `${url}/api/token`,
    apiBaseUrl: `${url}/v1`,
    clientAuth: clientSecretBasic(),
  }),
  request: { url: '/api/token', authorization: basic, body: { grant_type: 'client_credentials' } },
  grant: (access_token) => ({ body: { access_token, token_type: 'bearer', expires_in: 3600 } }),
  granted: { lifetime: 3600, scope: undefined },
  refusals: [
    {
      reply: { status: 400, body: { error: 'invalid_client', error_description: 'Invalid client secret' } },
      code: 'invalid_client',
      description: 'Invalid client secret',
    },
  ],
  api: {
    path: 'albums/one',
    url: '/v1/albums/one',
    headers: bearer,
    rejection: { status: 401, body: { error: { status: 401, message: 'The access token expired' } } },
  },
};

const haloPsa: DescribedRow = {
  catalogue: undefined,
  name: 'HaloPSA',
  source: 'https://github.com/homotechsual/HaloAPI',
  confidence: { request: 'third party', grant: 'third party', refusal: 'third party', rejection: 'unknown' },
  provider: ({ url }) => ({
    name: 'halopsa',
    tokenEndpoint: `${url}/auth/token?tenant=acme`,
    apiBaseUrl: `${url}/api`,
    clientAuth: clientSecretPost(),
  }),
  scope: 'all',
  request: {
    url: '/auth/token?tenant=acme',
    body: {
      grant_type: 'client_credentials',
      client_id: 'the-client',
      client_secret: 'the-secret',
      scope: 'all',
    },
  },
  grant: (access_token) => ({
    body: { scope: 'all', token_type: 'Bearer', access_token, expires_in: 3600, refresh_token: '', id_token: 'words' },
  }),
  granted: { lifetime: 3600, scope: ['all'] },
  refusals: [{ reply: { status: 401, body: { error: 'invalid_client' } }, code: 'invalid_client' }],
  api: { path: 'tickets', url: '/api/tickets', headers: bearer, rejection: undefined },
};

export const plain: readonly DescribedRow[] = [xero, genesys, entra, spotify, haloPsa];
