import * as v from 'valibot';
import { type ClientAuth, clientSecretPost } from '../../src/index.ts';
import { bearer, type DescribedRow, jsonOf } from './row.ts';

/** Providers that take the parameters of the token request as JSON. */

const AccessDenied = v.object({ error: v.literal('access_denied'), error_description: v.string() });

const auth0: DescribedRow = {
  catalogue: 7,
  name: 'Auth0',
  source: 'https://auth0.com/docs/api/authentication/client-credential-flow/get-token',
  confidence: { request: 'third party', grant: 'vendor page', refusal: 'vendor page', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'auth0',
    tokenEndpoint: `${url}/oauth/token`,
    apiBaseUrl: `${url}/api/v2`,
    clientAuth: clientSecretPost(),
    // The samples of the dashboard send JSON. The reference has a form.
    requestBody: 'json',
    parameters: { audience: 'https://acme.example/api/v2/' },
    // `access_denied` means a wrong secret at 401, and a missing scope at 403.
    readReply: ({ status, body }) =>
      status === 401 && v.is(AccessDenied, body) ? { ...body, error: 'invalid_client' } : undefined,
  }),
  request: {
    url: '/oauth/token',
    contentType: 'application/json',
    body: {
      grant_type: 'client_credentials',
      audience: 'https://acme.example/api/v2/',
      client_id: 'the-client',
      client_secret: 'the-secret',
    },
  },
  grant: (access_token) => ({ body: { access_token, token_type: 'Bearer', expires_in: 86_400 } }),
  granted: { lifetime: 86_400, scope: undefined },
  refusals: [
    {
      reply: { status: 401, body: { error: 'invalid_client', error_description: 'No' } },
      code: 'invalid_client',
      description: 'No',
    },
    {
      reply: { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } },
      code: 'invalid_client',
      description: 'Unauthorized',
      confidence: 'third party',
    },
  ],
  api: {
    path: 'clients',
    url: '/api/v2/clients',
    headers: bearer,
    rejection: {
      status: 401,
      body: {
        statusCode: 401,
        error: 'Unauthorized',
        message: 'Invalid token',
        attributes: { error: 'Invalid token' },
      },
    },
  },
};

const LarkToken = v.object({ code: v.literal(0), tenant_access_token: v.string(), expire: v.number() });
const LarkError = v.object({ code: v.number(), msg: v.string() });
const LarkBadToken = v.object({ code: v.picklist([99_991_663, 99_991_671]) });

const lark: DescribedRow = {
  catalogue: 25,
  name: 'Lark / Feishu tenant token',
  source:
    'https://open.larkoffice.com/document/server-docs/authentication-management/access-token/tenant_access_token_internal',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'third party' },
  provider: ({ url }) => ({
    name: 'lark',
    tokenEndpoint: `${url}/open-apis/auth/v3/tenant_access_token/internal`,
    apiBaseUrl: `${url}/open-apis`,
    clientAuth: appIdAndSecret,
    requestBody: 'json',
    readReply({ body }) {
      if (v.is(LarkToken, body))
        return { access_token: body.tenant_access_token, token_type: 'Bearer', expires_in: body.expire };
      return v.is(LarkError, body) ? { error: String(body.code), error_description: body.msg } : undefined;
    },
    errorCodes: { 10003: 'invalid_client', 10014: 'invalid_client', 99991543: 'invalid_client' },
    inspects: ({ status }) => status === 400 || status === 401,
    rejects: async (reply) => (v.is(LarkBadToken, await jsonOf(reply)) ? 'token' : undefined),
  }),
  request: {
    url: '/open-apis/auth/v3/tenant_access_token/internal',
    contentType: 'application/json',
    body: { app_id: 'the-client', app_secret: 'the-secret' },
  },
  grant: (tenant_access_token) => ({ body: { code: 0, msg: 'ok', tenant_access_token, expire: 7200 } }),
  granted: { lifetime: 7200, scope: undefined },
  refusals: [
    {
      reply: { status: 200, body: { code: 10_003, msg: 'invalid param' } },
      code: 'invalid_client',
      description: 'invalid param',
    },
    {
      reply: { status: 400, body: { code: 10_014, msg: 'app secret invalid' } },
      code: 'invalid_client',
      description: 'app secret invalid',
    },
  ],
  api: {
    path: 'im/v1/messages',
    url: '/open-apis/im/v1/messages',
    headers: bearer,
    rejection: { status: 400, body: { code: 99_991_663, msg: 'Invalid access token for authorization.' } },
    others: [{ status: 400, body: { code: 99_991_668, msg: 'The user access token is invalid.' } }],
  },
};

/** Lark's own names for id and secret. It knows no `grant_type`. */
const appIdAndSecret: ClientAuth = {
  method: 'lark_app_secret',
  usesClientSecret: true,
  authenticate({ clientId, clientSecret = '', body }) {
    body.delete('grant_type');
    body.set('app_id', clientId);
    body.set('app_secret', clientSecret);
  },
};

const WechatToken = v.object({ access_token: v.string(), expires_in: v.number() });
const WechatError = v.object({ errcode: v.number(), errmsg: v.string() });

const wechat: DescribedRow = {
  catalogue: 26,
  name: 'WeChat stable token',
  source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'vendor page', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'wechat',
    tokenEndpoint: `${url}/cgi-bin/stable_token`,
    clientAuth: appidAndSecret,
    requestBody: 'json',
    parameters: { grant_type: 'client_credential' },
    readReply({ body }) {
      if (v.is(WechatToken, body)) return { ...body, token_type: 'Bearer' };
      return v.is(WechatError, body) ? { error: String(body.errcode), error_description: body.errmsg } : undefined;
    },
    errorCodes: { 40001: 'invalid_client', 40013: 'invalid_client', 40125: 'invalid_client', 45011: 'rate_limited' },
  }),
  request: {
    url: '/cgi-bin/stable_token',
    contentType: 'application/json',
    body: { grant_type: 'client_credential', appid: 'the-client', secret: 'the-secret' },
  },
  grant: (access_token) => ({ body: { access_token, expires_in: 7200 } }),
  granted: { lifetime: 7200, scope: undefined },
  refusals: [
    {
      reply: { body: { errcode: 40_013, errmsg: 'invalid appid' } },
      code: 'invalid_client',
      description: 'invalid appid',
    },
    {
      reply: { body: { errcode: 40_125, errmsg: 'invalid appsecret' } },
      code: 'invalid_client',
      description: 'invalid appsecret',
    },
  ],
  api: {
    reason:
      'The API takes the token only in the query, as `?access_token=`. `authorize` can only make headers, and a replay ' +
      'would send the same URL with the old token. A caller can use `token()` and write the query.',
  },
};

const appidAndSecret: ClientAuth = {
  method: 'wechat_secret',
  usesClientSecret: true,
  authenticate({ clientId, clientSecret = '', body }) {
    body.set('appid', clientId);
    body.set('secret', clientSecret);
  },
};

export const jsonRequests: readonly DescribedRow[] = [auth0, lark, wechat];
