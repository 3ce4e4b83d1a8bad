import * as v from 'valibot';
import { base64, type ClientAuth, clientSecretBasic } from '../../src/index.ts';
import { basic, bearer, type DescribedRow } from './row.ts';

/** Providers that get the client's secret in a form of their own. */

const badCredentials = { error_description: 'Bad credentials' };

const sapBtp: DescribedRow = {
  catalogue: 13,
  name: 'SAP BTP service key (XSUAA)',
  source: 'https://github.com/SAP-docs/btp-cloud-platform',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'unknown' },
  provider: ({ url }) => ({
    name: 'sap-btp',
    tokenEndpoint: `${url}/oauth/token`,
    apiBaseUrl: `${url}/api`,
    clientAuth: basicWithClientId,
    errorCodes: { unauthorized: 'invalid_client' },
  }),
  request: {
    url: '/oauth/token',
    authorization: basic,
    body: { grant_type: 'client_credentials', client_id: 'the-client' },
  },
  grant: (access_token) => ({
    body: { access_token, token_type: 'bearer', expires_in: 43_199, scope: 'uaa.resource myapp!t1.read', jti: '0b6c' },
  }),
  granted: { lifetime: 43_199, scope: ['uaa.resource', 'myapp!t1.read'] },
  refusals: ['invalid_client', 'unauthorized'].map((error) => ({
    reply: {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="UAA/client", error="unauthorized"' },
      body: { error, ...badCredentials },
    },
    code: 'invalid_client',
    description: 'Bad credentials',
  })),
  api: { path: 'things', url: '/api/things', headers: bearer, rejection: undefined },
};

/** SAP's page wants HTTP Basic, and `client_id` in the body too. */
const basicWithClientId: ClientAuth = {
  ...clientSecretBasic(),
  authenticate(draft) {
    draft.body.set('client_id', draft.clientId);
    return clientSecretBasic().authenticate(draft);
  },
};

const sabre: DescribedRow = {
  catalogue: 9,
  name: 'Sabre',
  source: 'https://developer.sabre.com/guides/airline-carrier/how-to/rest-apis-token-credentials',
  confidence: { request: 'vendor page', grant: 'third party', refusal: 'vendor page', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'sabre',
    tokenEndpoint: `${url}/v2/auth/token`,
    apiBaseUrl: `${url}/v1`,
    clientAuth: basicOverBase64,
  }),
  request: {
    url: '/v2/auth/token',
    authorization: `Basic ${btoa(`${btoa('the-client')}:${btoa('the-secret')}`)}`,
    body: { grant_type: 'client_credentials' },
  },
  accessToken: 'sabre+words/with-marks**',
  grant: (access_token) => ({ body: { access_token, token_type: 'bearer', expires_in: 604_800 } }),
  granted: { lifetime: 604_800, scope: undefined },
  refusals: [
    {
      reply: { status: 401, body: { error: 'invalid_client', error_description: 'Wrong clientID or clientSecret' } },
      code: 'invalid_client',
      description: 'Wrong clientID or clientSecret',
    },
  ],
  api: {
    path: 'shop/flights',
    url: '/v1/shop/flights',
    headers: bearer,
    rejection: {
      status: 401,
      body: { status: 'NotProcessed', type: 'Validation', errorCode: 'ERR.2SG.SEC.INVALID_CREDENTIALS' },
    },
    others: [{ status: 403, body: { errorCode: 'ERR.2SG.SEC.NOT_AUTHORIZED' } }],
  },
};

/** Sabre encodes the id and the secret before HTTP Basic encodes both. */
const basicOverBase64: ClientAuth = {
  method: 'client_secret_basic',
  usesClientSecret: true,
  authenticate({ clientId, clientSecret = '', headers }) {
    headers.set('authorization', `Basic ${base64(`${base64(clientId)}:${base64(clientSecret)}`)}`);
  },
};

const apiKeyGrant = 'urn:ibm:params:oauth:grant-type:apikey';
const IbmError = v.object({ errorCode: v.string(), errorMessage: v.string() });

const ibm: DescribedRow = {
  catalogue: 23,
  name: 'IBM Cloud IAM',
  source: 'https://cloud.ibm.com/docs/iam?topic=iam-iamtoken_from_apikey',
  confidence: { request: 'vendor page', grant: 'vendor page', refusal: 'third party', rejection: 'vendor page' },
  provider: ({ url }) => ({
    name: 'ibm-cloud',
    tokenEndpoint: `${url}/identity/token`,
    apiBaseUrl: `${url}/v1`,
    clientAuth: apiKeyInForm,
    parameters: { grant_type: apiKeyGrant },
    readReply: ({ body }) =>
      v.is(IbmError, body) ? { error: body.errorCode, error_description: body.errorMessage } : undefined,
    errorCodes: { BXNIM0415E: 'invalid_client' },
  }),
  request: { url: '/identity/token', body: { grant_type: apiKeyGrant, apikey: 'the-secret' } },
  grant: (access_token) => ({
    body: {
      access_token,
      refresh_token: 'not_supported',
      token_type: 'Bearer',
      expires_in: 3600,
      expiration: 1_727_978_763,
      scope: 'ibm openid',
    },
  }),
  granted: { lifetime: 3600, scope: ['ibm', 'openid'] },
  refusals: [
    {
      reply: {
        status: 400,
        body: { errorCode: 'BXNIM0415E', errorMessage: 'Provided API key could not be found.', context: {} },
      },
      code: 'invalid_client',
      description: 'Provided API key could not be found.',
    },
  ],
  api: {
    path: 'models',
    url: '/v1/models',
    headers: bearer,
    // Of Watson. Each service has a body of its own.
    rejection: { status: 401, body: { trace: 'words', error: 'Unauthorized', code: 401 } },
  },
};

/** IBM knows no client. The API key is the client's secret, so that a rotation can name two of them. */
const apiKeyInForm: ClientAuth = {
  method: 'ibm_apikey',
  usesClientSecret: true,
  authenticate({ clientSecret = '', body }) {
    body.set('apikey', clientSecret);
  },
};

export const ownSecrets: readonly DescribedRow[] = [sapBtp, sabre, ibm];
