import * as v from 'valibot';
import { clientSecretBasic, clientSecretPost, type Provider } from '../../src/index.ts';
import { basic, bearer, type DescribedRow, jsonOf } from './row.ts';

/** Providers whose API rejects a token with another status than 401. */

const postBody = { client_id: 'the-client', client_secret: 'the-secret' };
const MarketoToken = v.object({ access_token: v.string(), scope: v.string() });
const MarketoBadToken = v.object({ errors: v.looseTuple([v.object({ code: v.picklist(['601', '602']) })]) });

const marketo: DescribedRow = {
  catalogue: 10,
  name: 'Marketo with a form',
  // The vendor documents a POST with parameters in the query only. Segment's public connector sends a form.
  source: 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/authentication',
  confidence: { request: 'third party', grant: 'vendor page', refusal: 'vendor page', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'marketo',
    tokenEndpoint: `${url}/identity/oauth/token`,
    apiBaseUrl: `${url}/rest`,
    clientAuth: clientSecretPost(),
    // `scope` is the e-mail address of a user.
    readReply: ({ body }) => (v.is(MarketoToken, body) ? { ...body, scope: undefined } : undefined),
    inspects: ({ status }) => status === 200,
    rejects: async (reply) => (v.is(MarketoBadToken, await jsonOf(reply)) ? 'token' : undefined),
  }),
  request: { url: '/identity/oauth/token', body: { grant_type: 'client_credentials', ...postBody } },
  accessToken: 'words-of-marketo:int',
  grant: (access_token) => ({
    body: { access_token, token_type: 'bearer', expires_in: 3599, scope: 'apis@acme.example' },
  }),
  granted: { lifetime: 3599, scope: undefined },
  // The page names the status and no body.
  refusals: [{ reply: { status: 401 }, code: 'invalid_client' }],
  api: {
    path: 'v1/leads.json',
    url: '/rest/v1/leads.json',
    headers: bearer,
    rejection: {
      status: 200,
      body: { requestId: 'e42b#14272d07d78', success: false, errors: [{ code: '601', message: 'Unauthorized' }] },
    },
    others: [
      { status: 200, body: { success: false, errors: [{ code: '603', message: 'Access denied' }] } },
      { status: 200, body: { success: true, result: [] } },
    ],
  },
};

const DatabricksBadToken = v.object({ message: v.picklist(['JWT has expired', 'Invalid access token.']) });

const databricks: DescribedRow = {
  catalogue: 16,
  name: 'Databricks',
  source: 'https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'databricks',
    tokenEndpoint: `${url}/oidc/v1/token`,
    apiBaseUrl: `${url}/api`,
    clientAuth: clientSecretBasic(),
    // An expired token gets 403, and so does a missing permission.
    rejects: async (reply) =>
      reply.status === 401 || v.is(DatabricksBadToken, await jsonOf(reply)) ? 'token' : undefined,
  }),
  scope: 'all-apis',
  request: {
    url: '/oidc/v1/token',
    authorization: basic,
    body: { grant_type: 'client_credentials', scope: 'all-apis' },
  },
  grant: (access_token) => ({ body: { access_token, token_type: 'Bearer', expires_in: 3600 } }),
  granted: { lifetime: 3600, scope: ['all-apis'] },
  refusals: [
    {
      reply: { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } },
      code: 'invalid_client',
      description: 'Client authentication failed',
    },
  ],
  api: {
    path: '2.1/jobs/list',
    url: '/api/2.1/jobs/list',
    headers: bearer,
    rejection: { status: 403, body: { error_code: 403, message: 'JWT has expired' } },
    others: [{ status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'No permission' } }],
  },
};

const staleToken = 'The access token you provided has expired.';
const spApiError = (details: string) => ({
  status: 403,
  body: { errors: [{ message: 'Access to requested resource is denied.', code: 'Unauthorized', details }] },
});
const SpApiBadToken = v.object({
  errors: v.looseTuple([
    v.object({
      details: v.picklist([staleToken, 'The access token you provided is revoked, malformed or invalid.']),
    }),
  ]),
});

const spApi = (url: string) =>
  ({
    name: 'amazon-sp-api',
    tokenEndpoint: `${url}/auth/o2/token`,
    apiBaseUrl: url,
    clientAuth: clientSecretPost(),
    authorize: ({ accessToken }) => ({ 'x-amz-access-token': accessToken }),
    apiHeaders: () => ({ 'user-agent': 'acme/1.0' }),
    // A stale token and a missing permission differ in `details` only.
    rejects: async (reply) => (v.is(SpApiBadToken, await jsonOf(reply)) ? 'token' : undefined),
  }) satisfies Provider;

const grantless: DescribedRow = {
  catalogue: 20,
  name: 'Amazon SP-API, grantless operations',
  source: 'https://developer-docs.amazon.com/sp-api/docs/connecting-to-the-selling-partner-api',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => spApi(url),
  scope: 'sellingpartnerapi::notifications',
  request: {
    url: '/auth/o2/token',
    body: { grant_type: 'client_credentials', ...postBody, scope: 'sellingpartnerapi::notifications' },
  },
  accessToken: 'amazon|words',
  grant: (access_token) => ({
    headers: { 'cache-control': 'no-store' },
    body: { access_token, token_type: 'bearer', expires_in: 3600, scope: 'sellingpartnerapi::notifications' },
  }),
  granted: { lifetime: 3600, scope: ['sellingpartnerapi::notifications'] },
  refusals: [
    {
      reply: { status: 401, body: { error_description: 'Client authentication failed', error: 'invalid_client' } },
      code: 'invalid_client',
      description: 'Client authentication failed',
    },
  ],
  api: {
    path: 'notifications/v1/destinations',
    url: '/notifications/v1/destinations',
    headers: (token) => ({ 'x-amz-access-token': token, 'user-agent': 'acme/1.0' }),
    rejection: spApiError(staleToken),
    others: [spApiError(''), spApiError('Access token is missing in the request header.')],
  },
};

const refreshed: DescribedRow = {
  ...grantless,
  name: 'Amazon SP-API, on behalf of a seller',
  confidence: { ...grantless.confidence, grant: 'vendor page' },
  provider: ({ url }) => ({
    ...spApi(url),
    parameters: { grant_type: 'refresh_token', refresh_token: 'words-of-the-seller' },
  }),
  scope: undefined,
  request: {
    url: '/auth/o2/token',
    body: { grant_type: 'refresh_token', refresh_token: 'words-of-the-seller', ...postBody },
  },
  grant: (access_token) => ({
    body: { access_token, token_type: 'bearer', expires_in: 3600, refresh_token: 'words-of-the-seller' },
  }),
  granted: { lifetime: 3600, scope: undefined },
};

export const oddRejections: readonly DescribedRow[] = [marketo, databricks, grantless, refreshed];
