import * as v from 'valibot';
import { clientSecretBasic, clientSecretPost } from '../../src/index.ts';
import { basic, bearer, type DescribedRow, jsonOf } from './row.ts';

/** Providers whose token reply names the base URL of the API. */

const ExpiredSession = v.looseTuple([v.object({ message: v.literal('Session expired or invalid') })]);

const salesforce: DescribedRow = {
  catalogue: 2,
  name: 'Salesforce client credentials flow',
  source: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'salesforce',
    tokenEndpoint: `${url}/services/oauth2/token`,
    tokenDetails: ['instance_url'],
    apiBaseUrl: ({ details }) => `${details['instance_url']}/services/data/v59.0`,
    clientAuth: clientSecretPost(),
    // The reply has no `expires_in`. The shortest session timeout that an org can set is 15 minutes.
    defaultLifetime: 900_000,
    errorCodes: { invalid_client_id: 'invalid_client' },
    rejects: async (reply) => (v.is(ExpiredSession, await jsonOf(reply)) ? 'token' : undefined),
  }),
  request: {
    url: '/services/oauth2/token',
    body: { grant_type: 'client_credentials', client_id: 'the-client', client_secret: 'the-secret' },
  },
  accessToken: 'org!words.with.a.mark',
  grant: (access_token, { url }) => ({
    body: {
      access_token,
      signature: 'words=',
      scope: 'cdp_query_api api',
      instance_url: url,
      id: `${url}/id/one/two`,
      token_type: 'Bearer',
      issued_at: '1699999999999',
    },
  }),
  granted: {
    lifetime: 900,
    scope: ['cdp_query_api', 'api'],
    details: ({ url }) => ({ instance_url: url }),
  },
  refusals: [
    {
      reply: { status: 400, body: { error: 'invalid_client', error_description: 'invalid client credentials' } },
      code: 'invalid_client',
      description: 'invalid client credentials',
    },
    {
      reply: { status: 400, body: { error: 'invalid_client_id', error_description: 'client identifier invalid' } },
      code: 'invalid_client',
      description: 'client identifier invalid',
    },
  ],
  api: {
    path: 'sobjects',
    url: '/services/data/v59.0/sobjects',
    headers: bearer,
    rejection: {
      status: 401,
      body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    },
    others: [
      {
        status: 401,
        body: [{ message: 'This session is not valid for use with the REST API', errorCode: 'INVALID_SESSION_ID' }],
      },
    ],
  },
};

const ZoomError = v.object({ error: v.string(), reason: v.string() });

const zoom: DescribedRow = {
  catalogue: 4,
  name: 'Zoom server-to-server',
  source: 'https://developers.zoom.us/docs/internal-apps/s2s-oauth/',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'zoom',
    tokenEndpoint: `${url}/oauth/token`,
    tokenDetails: ['api_url'],
    apiBaseUrl: ({ details }) => `${details['api_url']}/v2`,
    clientAuth: clientSecretBasic(),
    parameters: { grant_type: 'account_credentials', account_id: 'acme-account' },
    // Zoom describes the error in `reason`.
    readReply: ({ body }) => (v.is(ZoomError, body) ? { ...body, error_description: body.reason } : undefined),
  }),
  request: {
    url: '/oauth/token',
    authorization: basic,
    body: { grant_type: 'account_credentials', account_id: 'acme-account' },
  },
  grant: (access_token, { url }) => ({
    body: {
      access_token,
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'user:read:user:admin meeting:read:admin',
      api_url: url,
    },
  }),
  granted: {
    lifetime: 3600,
    scope: ['user:read:user:admin', 'meeting:read:admin'],
    details: ({ url }) => ({ api_url: url }),
  },
  refusals: [
    {
      reply: { status: 400, body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' } },
      code: 'invalid_client',
      description: 'Invalid client_id or client_secret',
    },
  ],
  api: {
    path: 'users/me',
    url: '/v2/users/me',
    headers: bearer,
    rejection: { status: 401, body: { code: 124, message: 'Access token is expired.' } },
  },
};

const ZohoBadToken = v.object({ code: v.literal('INVALID_TOKEN') });

const zoho: DescribedRow = {
  catalogue: 24,
  name: 'Zoho',
  source: 'https://www.zoho.com/accounts/protocol/oauth/self-client/client-credentials-flow.html',
  // The page lists the parameters as query parameters. Zoho's pages on another grant ask for the form.
  confidence: { request: 'third party', grant: 'vendor page', refusal: 'third party', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'zoho',
    tokenEndpoint: `${url}/oauth/v2/token`,
    tokenDetails: ['api_domain'],
    apiBaseUrl: ({ details }) => `${details['api_domain']}/crm/v8`,
    clientAuth: clientSecretPost(),
    parameters: { soid: 'ZohoCRM.4711' },
    // Between the scopes of the request. The reply has spaces, which core always accepts.
    scopeSeparator: ',',
    errorCodes: { invalid_client_secret: 'invalid_client' },
    authorize: ({ accessToken }) => ({ authorization: `Zoho-oauthtoken ${accessToken}` }),
    inspects: ({ status }) => status === 400 || status === 401,
    rejects: async (reply) => (v.is(ZohoBadToken, await jsonOf(reply)) ? 'token' : undefined),
  }),
  scope: 'ZohoCRM.org.ALL ZohoCRM.settings.ALL',
  request: {
    url: '/oauth/v2/token',
    body: {
      grant_type: 'client_credentials',
      soid: 'ZohoCRM.4711',
      client_id: 'the-client',
      client_secret: 'the-secret',
      scope: 'ZohoCRM.org.ALL,ZohoCRM.settings.ALL',
    },
  },
  accessToken: '1000.words.words',
  grant: (access_token, { url }) => ({
    body: {
      access_token,
      scope: 'ZohoCRM.org.ALL ZohoCRM.settings.ALL',
      api_domain: url,
      token_type: 'Bearer',
      expires_in: 3600,
    },
  }),
  granted: {
    lifetime: 3600,
    scope: ['ZohoCRM.org.ALL', 'ZohoCRM.settings.ALL'],
    details: ({ url }) => ({ api_domain: url }),
  },
  refusals: [
    { reply: { status: 200, body: { error: 'invalid_client' } }, code: 'invalid_client' },
    { reply: { status: 200, body: { error: 'invalid_client_secret' } }, code: 'invalid_client' },
  ],
  api: {
    path: 'settings/modules',
    url: '/crm/v8/settings/modules',
    headers: (token) => ({ authorization: `Zoho-oauthtoken ${token}` }),
    rejection: {
      status: 400,
      body: { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' },
    },
    others: [{ status: 401, body: { code: 'OAUTH_SCOPE_MISMATCH', message: 'no rights', status: 'error' } }],
  },
};

export const basesInReplies: readonly DescribedRow[] = [salesforce, zoom, zoho];
