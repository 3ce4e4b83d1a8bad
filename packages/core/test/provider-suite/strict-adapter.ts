import { type Dialect, dialects, oauthError, type ProviderSuiteOptions, readScope } from '@grantkit/testing';
import {
  type ClientAuth,
  type ClientOptions,
  createProviderClient,
  invalidConfig,
  type ProviderClient,
  parseOptions,
  tokenEndpointUrl,
} from '../../src/index.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const assertion: ClientAuth = {
  method: 'assertion',
  usesClientSecret: false,
  fingerprint: () => 'the key of the application',
  authenticate({ body, clientId, now }) {
    body.set('client_id', clientId);
    body.set('assertion', `signed at ${now}`);
  },
};

/**
 * An adapter of a provider that narrows what others allow: ids are GUIDs, the client has a key instead of a secret, and
 * the lifetime is stated twice, in whole minutes. The adapter has a large margin of its own.
 */
export function createStrict(options: ClientOptions & { readonly tokenEndpoint: string }): ProviderClient {
  const {
    tokenEndpoint,
    clientSecret: _,
    ...common
  } = parseOptions('strict', { tokenEndpoint: tokenEndpointUrl() }, options);
  if (!guid.test(common.clientId)) throw invalidConfig('strict', 'The option `clientId` must be a GUID');
  return createProviderClient(
    {
      name: 'strict',
      tokenEndpoint,
      clientAuth: assertion,
      readReply({ body, now }) {
        const { minutes, '.expires': end, ...others } = Object(body);
        const stated = minutes ?? (end === undefined ? undefined : (Date.parse(end) - now) / 60_000);
        return { ...others, expires_in: stated === undefined ? undefined : stated * 60 };
      },
    },
    { expiryMargin: 60_000, ...common },
  );
}

const strictDialect: Dialect = {
  ...dialects.rfc6749,
  name: 'strict',
  verifyTokenRequest(request, registry) {
    const client = registry.findClient(request.parameters.get('client_id') ?? '');
    if (client === undefined || !request.parameters.has('assertion')) {
      return { errorReply: oauthError(401, 'invalid_client') };
    }
    return { clientId: client.clientId, scope: readScope(request, client).scope };
  },
  tokenMembers: ({ accessToken, lifetime, expiresAt, scope }) => ({
    access_token: accessToken,
    token_type: 'Bearer',
    minutes: lifetime / 60,
    '.expires': new Date(expiresAt).toISOString(),
    scope: scope.join(' '),
  }),
};

/** What the provider does in its own way, as the suite is told. */
export const strict: Omit<ProviderSuiteOptions, 'runner'> = {
  create: (options) => createStrict({ tokenEndpoint: 'https://unset', ...options }),
  pointAt: ({ tokenEndpoint }) => ({ tokenEndpoint }),
  dialect: strictDialect,
  auth: ({ clientId }) => ({ parameters: { client_id: clientId, assertion: /^signed at/ } }),
  usesClientSecret: false,
  clients: [
    { clientId: '5b0c4f0e-8f0b-4d5e-9a56-0f6c1a3d7e21', clientSecret: 'the strict provider has no secrets' },
    { clientId: 'c1d9a7b2-3e64-4c19-8b7d-52f08e6a9d43', clientSecret: 'the strict provider has none at all' },
  ],
  lifetime: { member: ['minutes', '.expires'], unit: 60 },
  apiToken: false,
};
