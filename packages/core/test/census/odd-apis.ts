import * as v from 'valibot';
import { clientSecretPost } from '../../src/index.ts';
import { bearer, type DescribedRow, jsonOf } from './row.ts';

/** Providers whose API takes the token in another header, or needs more headers. */

const postBody = { client_id: 'the-client', client_secret: 'the-secret' };
const TwitchBadToken = v.object({ message: v.literal('Invalid OAuth token') });

const twitch: DescribedRow = {
  catalogue: 1,
  name: 'Twitch',
  source: 'https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/',
  // Today's sample of the grant has no `scope`. An older one has an array. The message of the rejection is reported.
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'twitch',
    tokenEndpoint: `${url}/oauth2/token`,
    apiBaseUrl: `${url}/helix`,
    clientAuth: clientSecretPost(),
    errorCodes: { 403: 'invalid_client' },
    apiHeaders: () => ({ 'client-id': 'the-client' }),
    rejects: async (reply) => (v.is(TwitchBadToken, await jsonOf(reply)) ? 'token' : undefined),
  }),
  request: { url: '/oauth2/token', body: { grant_type: 'client_credentials', ...postBody } },
  grant: (access_token) => ({
    body: { access_token, expires_in: 5_011_271, token_type: 'bearer', scope: ['chat:read'] },
  }),
  granted: { lifetime: 5_011_271, scope: ['chat:read'] },
  refusals: [
    {
      reply: { status: 403, body: { status: 403, message: 'invalid client secret' } },
      code: 'invalid_client',
      description: 'invalid client secret',
    },
  ],
  api: {
    path: 'users',
    url: '/helix/users',
    headers: (token) => ({ ...bearer(token), 'client-id': 'the-client' }),
    rejection: { status: 401, body: { error: 'Unauthorized', status: 401, message: 'Invalid OAuth token' } },
    others: [
      { status: 401, body: { error: 'Unauthorized', message: 'Client ID and OAuth token do not match' } },
      { status: 401, body: { error: 'Unauthorized', message: 'Token invalid or missing required scope' } },
    ],
  },
};

const ShopifyToken = v.object({ access_token: v.string(), scope: v.string() });

const shopify: DescribedRow = {
  catalogue: 5,
  name: 'Shopify',
  source: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'vendor source', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'shopify',
    tokenEndpoint: `${url}/admin/oauth/access_token`,
    apiBaseUrl: `${url}/admin/api/2026-01`,
    clientAuth: clientSecretPost(),
    scopeSeparator: ',',
    readReply({ body }) {
      if (v.is(ShopifyToken, body)) return { ...body, token_type: 'Bearer' };
      // An error is an HTML page, and the code is in its title.
      const [, error] = /Oauth error (\w+)/.exec(String(body)) ?? [];
      return error === undefined ? undefined : { error };
    },
    errorCodes: { application_cannot_be_found: 'invalid_client' },
    authorize: ({ accessToken }) => ({ 'x-shopify-access-token': accessToken }),
  }),
  request: { url: '/admin/oauth/access_token', body: { grant_type: 'client_credentials', ...postBody } },
  grant: (access_token) => ({ body: { access_token, scope: 'read_products,write_products', expires_in: 86_399 } }),
  granted: { lifetime: 86_399, scope: ['read_products', 'write_products'] },
  // For a wrong client id. No source says what a wrong secret gets.
  refusals: [
    {
      reply: {
        status: 400,
        headers: { 'content-type': 'text/html' },
        body: '<html><title>400 - Oauth error application_cannot_be_found: Could not find it</title></html>',
      },
      code: 'invalid_client',
    },
  ],
  api: {
    path: 'graphql.json',
    url: '/admin/api/2026-01/graphql.json',
    headers: (token) => ({ 'x-shopify-access-token': token }),
    rejection: { status: 401, body: { errors: '[API] Invalid API key or access token' } },
    others: [{ status: 402 }, { status: 403 }],
  },
};

const adobe: DescribedRow = {
  catalogue: 8,
  name: 'Adobe IMS server-to-server',
  source: 'https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'vendor source', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'adobe',
    tokenEndpoint: `${url}/ims/token/v3`,
    apiBaseUrl: `${url}/data/foundation`,
    clientAuth: clientSecretPost(),
    scopeSeparator: ',',
    apiHeaders: () => ({ 'x-api-key': 'the-client', 'x-gw-ims-org-id': 'acme-org' }),
  }),
  scope: 'openid AdobeID',
  request: {
    url: '/ims/token/v3',
    body: { grant_type: 'client_credentials', ...postBody, scope: 'openid,AdobeID' },
  },
  grant: (access_token) => ({ body: { access_token, token_type: 'bearer', expires_in: 86_399 } }),
  granted: { lifetime: 86_399, scope: ['openid', 'AdobeID'] },
  refusals: [
    {
      reply: { status: 400, body: { error: 'invalid_client', error_description: 'invalid client_secret parameter' } },
      code: 'invalid_client',
      description: 'invalid client_secret parameter',
    },
  ],
  api: {
    path: 'catalog',
    url: '/data/foundation/catalog',
    headers: (token) => ({ ...bearer(token), 'x-api-key': 'the-client', 'x-gw-ims-org-id': 'acme-org' }),
    rejection: { status: 401, body: { error_code: '401013', message: 'Oauth token is not valid' } },
    others: [{ status: 403, body: { error_code: '403003', message: 'Api Key is invalid' } }],
  },
};

export const oddApis: readonly DescribedRow[] = [twitch, shopify, adobe];
