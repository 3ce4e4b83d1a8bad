import { createHmac } from 'node:crypto';
import { type Dialect, dialects, hasSecret, isJson, oauthError, readScope } from '@grantkit/testing';
import {
  type ClientAuth,
  type ClientOptions,
  createProviderClient,
  type ProviderClient,
  parseOptions,
  tokenEndpointUrl,
} from '../../src/index.ts';

export interface OddOptions extends ClientOptions {
  readonly tokenEndpoint: string;
}

/** How the provider wants the client to sign a token request. */
export function sign({ clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string }): string {
  return createHmac('sha256', clientSecret).update(clientId).digest('hex');
}

const signature: ClientAuth = {
  method: 'signature',
  usesClientSecret: true,
  authenticate({ body, clientId, clientSecret = '' }) {
    body.set('app', clientId);
    body.set('sign', sign({ clientId, clientSecret }));
  },
};

/**
 * An adapter of a provider that has every quirk at once: a signature, a JSON body, scopes with commas, a nested reply with
 * a date, errors with status 200, an API whose URL is in the reply, and its own header for the token.
 */
export function createOdd(options: OddOptions): ProviderClient {
  const { tokenEndpoint, ...common } = parseOptions('odd', { tokenEndpoint: tokenEndpointUrl() }, options);
  return createProviderClient(
    {
      name: 'odd',
      tokenEndpoint,
      clientAuth: signature,
      requestBody: 'json',
      parameters: { grant_type: 'app' },
      headers: { 'x-version': '2' },
      scopeSeparator: ',',
      defaultLifetime: 7_200_000,
      readReply({ body, now }) {
        const { code, text, data } = Object(body);
        if (code !== undefined && code !== 0) return { error: String(code), error_description: text };
        if (data === undefined) return undefined;
        const { token, until, roles, home } = Object(data);
        const expires_in = until === undefined ? undefined : (Date.parse(until) - now) / 1000;
        return { access_token: token, token_type: 'Bearer', expires_in, scope: String(roles), home };
      },
      errorCodes: { '4010': 'invalid_client', '4290': 'rate_limited' },
      tokenDetails: ['home'],
      apiBaseUrl: ({ details }) => details['home'] ?? '',
      authorize: ({ accessToken }) => ({ 'x-odd-token': accessToken }),
      inspects: ({ status }) => [200, 401].includes(status),
      async rejects(reply) {
        const { code } = Object(await reply.json().catch(() => undefined));
        return code === 4011 ? 'token' : undefined;
      },
    },
    common,
  );
}

export const oddDialect: Dialect = {
  ...dialects.rfc6749,
  name: 'odd',
  verifyTokenRequest(request, registry) {
    const client = registry.findClient(request.parameters.get('app') ?? '');
    const secrets = [client?.clientSecret ?? []].flat();
    const signed = secrets.find(
      (clientSecret) => sign({ clientId: client?.clientId ?? '', clientSecret }) === request.parameters.get('sign'),
    );
    if (client === undefined || signed === undefined || !hasSecret(client, signed))
      return { errorReply: { body: { code: 4010, text: 'sign' } } };
    if (!isJson(request)) return { errorReply: oauthError(400, 'invalid_request') };
    return { clientId: client.clientId, scope: readScope(request, client, ',').scope };
  },
  tokenMembers: ({ accessToken, expiresAt, scope }, { url }) => ({
    code: 0,
    data: { token: accessToken, until: new Date(expiresAt).toISOString(), roles: scope, home: `${url}/eu` },
  }),
  verifyApiRequest: ({ headers }, { tokenState }) =>
    tokenState(headers['x-odd-token'] ?? '') === 'good' ? undefined : { body: { code: 4011, text: 'token' } },
};
