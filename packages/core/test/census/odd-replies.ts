import * as v from 'valibot';
import { clientSecretBasic, clientSecretPost } from '../../src/index.ts';
import { basic, bearer, type DescribedRow, jsonOf } from './row.ts';

/** Providers whose replies have other members than those of RFC 6749, or lack some. */

const HasToken = v.object({ access_token: v.string() });
const ErrorList = v.object({ errors: v.looseTuple([v.object({ code: v.string(), message: v.string() })]) });

const EbayOAuthError = v.object({ errors: v.looseTuple([v.object({ errorId: v.literal(1001) })]) });
const ebayScope = 'https://api.ebay.com/oauth/api_scope';

const ebay: DescribedRow = {
  catalogue: 3,
  name: 'eBay',
  source: 'https://developer.ebay.com/api-docs/static/oauth-client-credentials-grant.html',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'ebay',
    tokenEndpoint: `${url}/identity/v1/oauth2/token`,
    apiBaseUrl: `${url}/buy/browse/v1`,
    clientAuth: clientSecretBasic(),
    // `token_type` is "Application Access Token".
    readReply: ({ body }) => (v.is(HasToken, body) ? { ...body, token_type: 'Bearer' } : undefined),
    inspects: ({ status }) => status === 400 || status === 401,
    rejects: async (reply) => (v.is(EbayOAuthError, await jsonOf(reply)) ? 'token' : undefined),
  }),
  scope: ebayScope,
  request: {
    url: '/identity/v1/oauth2/token',
    authorization: basic,
    body: { grant_type: 'client_credentials', scope: ebayScope },
  },
  accessToken: 'ebay^1.1#words#with^marks',
  grant: (access_token) => ({ body: { access_token, expires_in: 7200, token_type: 'Application Access Token' } }),
  granted: { lifetime: 7200, scope: [ebayScope] },
  refusals: [
    {
      reply: { status: 401, body: { error: 'invalid_client', error_description: 'client authentication failed' } },
      code: 'invalid_client',
      description: 'client authentication failed',
    },
  ],
  api: {
    path: 'item/one',
    url: '/buy/browse/v1/item/one',
    headers: bearer,
    rejection: {
      status: 401,
      body: { errors: [{ errorId: 1001, domain: 'OAuth', category: 'REQUEST', message: 'Invalid access token' }] },
    },
    others: [{ status: 400, body: { errors: [{ errorId: 1003, domain: 'OAuth', message: 'Wrong scheme' }] } }],
  },
};

const box: DescribedRow = {
  catalogue: 6,
  name: 'Box client credentials grant',
  source: 'https://developer.box.com/guides/authentication/client-credentials/',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'vendor page', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'box',
    tokenEndpoint: `${url}/oauth2/token`,
    apiBaseUrl: `${url}/2.0`,
    clientAuth: clientSecretPost(),
    parameters: { box_subject_type: 'enterprise', box_subject_id: '4711' },
    // The guide's sample has `issued_token_type` instead of `token_type`.
    readReply: ({ body }) => (v.is(HasToken, body) ? { ...body, token_type: 'Bearer' } : undefined),
    // One answer for a wrong id, a wrong secret and a subject that the app may not use.
    errorCodes: { invalid_grant: 'invalid_client' },
  }),
  request: {
    url: '/oauth2/token',
    body: {
      grant_type: 'client_credentials',
      box_subject_type: 'enterprise',
      box_subject_id: '4711',
      client_id: 'the-client',
      client_secret: 'the-secret',
    },
  },
  grant: (access_token) => ({
    body: { access_token, expires_in: 4123, restricted_to: [], issued_token_type: 'bearer' },
  }),
  granted: { lifetime: 4123, scope: undefined },
  refusals: [
    {
      reply: { status: 400, body: { error: 'invalid_grant', error_description: 'Grant credentials are invalid' } },
      code: 'invalid_client',
      description: 'Grant credentials are invalid',
    },
  ],
  api: {
    path: 'users/me',
    url: '/2.0/users/me',
    headers: bearer,
    rejection: {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="Service", error="invalid_token", error_description="Invalid."' },
    },
  },
};

const fedex: DescribedRow = {
  catalogue: 18,
  name: 'FedEx',
  source: 'https://developer.fedex.com/api/en-us/catalog/authorization/docs.html',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'vendor page', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'fedex',
    tokenEndpoint: `${url}/oauth/token`,
    apiBaseUrl: url,
    clientAuth: clientSecretPost(),
    readReply: ({ body }) =>
      v.is(ErrorList, body) ? { error: body.errors[0].code, error_description: body.errors[0].message } : undefined,
    errorCodes: { 'NOT.AUTHORIZED.ERROR': 'invalid_client' },
    apiHeaders: () => ({ 'x-locale': 'en_US' }),
  }),
  request: {
    url: '/oauth/token',
    body: { grant_type: 'client_credentials', client_id: 'the-client', client_secret: 'the-secret' },
  },
  grant: (access_token) => ({ body: { access_token, token_type: 'bearer', expires_in: 3600, scope: 'CXS' } }),
  granted: { lifetime: 3600, scope: ['CXS'] },
  refusals: [
    {
      reply: {
        status: 401,
        body: {
          transactionId: '624deea6',
          errors: [{ code: 'NOT.AUTHORIZED.ERROR', message: 'The given client credentials were not valid.' }],
        },
      },
      code: 'invalid_client',
      description: 'The given client credentials were not valid.',
    },
  ],
  api: {
    path: 'track/v1/trackingnumbers',
    url: '/track/v1/trackingnumbers',
    headers: (token) => ({ ...bearer(token), 'x-locale': 'en_US' }),
    rejection: {
      status: 401,
      body: { errors: [{ code: 'NOT.AUTHORIZED.ERROR', message: 'Access token expired.' }] },
    },
    others: [{ status: 403, body: { errors: [{ code: 'FORBIDDEN.ERROR', message: 'Check your permissions.' }] } }],
  },
};

const UpsError = v.object({ response: ErrorList });

const ups: DescribedRow = {
  catalogue: 19,
  name: 'UPS',
  source: 'https://github.com/UPS-API/api-documentation',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'ups',
    tokenEndpoint: `${url}/security/v1/oauth/token`,
    apiBaseUrl: `${url}/api`,
    clientAuth: clientSecretBasic(),
    headers: { 'x-merchant-id': 'a1b2c3' },
    readReply({ body }) {
      if (!v.is(UpsError, body)) return undefined;
      const [{ code, message }] = body.response.errors;
      return { error: code, error_description: message };
    },
    errorCodes: { 10401: 'invalid_client' },
  }),
  request: {
    url: '/security/v1/oauth/token',
    authorization: basic,
    headers: { 'x-merchant-id': 'a1b2c3' },
    body: { grant_type: 'client_credentials' },
  },
  grant: (access_token) => ({
    body: { token_type: 'Bearer', issued_at: '1706710921672', access_token, expires_in: '14399', status: 'approved' },
  }),
  granted: { lifetime: 14_399, scope: undefined },
  refusals: [
    {
      reply: { status: 401, body: { response: { errors: [{ code: '10401', message: 'ClientId is Invalid' }] } } },
      code: 'invalid_client',
      description: 'ClientId is Invalid',
    },
  ],
  api: {
    path: 'track/v1/details/one',
    url: '/api/track/v1/details/one',
    headers: bearer,
    rejection: {
      status: 401,
      body: { response: { errors: [{ code: '250002', message: 'Invalid Authentication Information' }] } },
    },
  },
};

export const oddReplies: readonly DescribedRow[] = [ebay, box, fedex, ups];
