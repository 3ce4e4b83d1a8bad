import type { RecordedRequest, Reply } from '@grantkit/testing';
import type { IssuerOptions } from '../src/index.ts';

/** A recipe of the README, and what is known about the server that it is for. */
export interface Recipe {
  readonly server: string;
  /** The options of the README, without id and secret. */
  readonly options: Partial<IssuerOptions> & { readonly issuer: string };
  /** The method that the client is registered for. The server accepts no other one. */
  readonly method: 'client_secret_basic' | 'client_secret_post';
  /** The parameters of the token request besides the credentials. */
  readonly sent: string;
  /** The members of the server's metadata that matter. Introspection and revocation are left out if they do not exist. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The server's reply to a wrong secret, and what becomes of it. */
  readonly wrongSecret: Reply;
  readonly code: string;
  /** The server's reply if it misses a parameter. */
  readonly refuse?: (request: RecordedRequest) => Reply | undefined;
}

function needs(name: string, value: string, reply: Reply): NonNullable<Recipe['refuse']> {
  return ({ parameters }) => (parameters.get(name) === value ? undefined : reply);
}

const keycloak = 'https://login.example.com/realms/prod';
const okta = 'https://acme.okta.com/oauth2/default';
const entra = 'https://login.microsoftonline.com/88888888-8888-8888-8888-888888888888';
const cognito = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example';
const hydra = 'https://hydra.example.com';
const spring = 'https://auth.example.com';

/** Keycloak's replies come from a real server, the others from vendors' pages, from sources and from third parties. */
export const recipes: readonly Recipe[] = [
  {
    server: 'Keycloak',
    options: { issuer: keycloak },
    method: 'client_secret_basic',
    sent: '',
    document: {
      issuer: keycloak,
      token_endpoint: `${keycloak}/protocol/openid-connect/token`,
      introspection_endpoint: `${keycloak}/protocol/openid-connect/token/introspect`,
      revocation_endpoint: `${keycloak}/protocol/openid-connect/revoke`,
      mtls_endpoint_aliases: { token_endpoint: `${keycloak}/protocol/openid-connect/token` },
    },
    wrongSecret: {
      status: 401,
      body: { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' },
    },
    code: 'unauthorized_client',
  },
  {
    server: 'Auth0',
    options: {
      issuer: 'https://tenant.eu.auth0.com/',
      clientAuth: 'client_secret_post',
      parameters: { audience: 'https://billing.example.com' },
    },
    method: 'client_secret_post',
    sent: '&audience=https%3A%2F%2Fbilling.example.com',
    document: {
      issuer: 'https://tenant.eu.auth0.com/',
      token_endpoint: 'https://tenant.eu.auth0.com/oauth/token',
      introspection_endpoint: undefined,
      revocation_endpoint: 'https://tenant.eu.auth0.com/oauth/revoke',
      mtls_endpoint_aliases: { token_endpoint: 'https://mtls.tenant.example.com/oauth/token' },
    },
    wrongSecret: { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } },
    code: 'invalid_client',
    refuse: needs('audience', 'https://billing.example.com', {
      status: 403,
      body: { error: 'access_denied', error_description: 'Service not enabled within domain' },
    }),
  },
  {
    server: 'Okta',
    options: { issuer: okta, scope: 'billing.read' },
    method: 'client_secret_basic',
    sent: '&scope=billing.read',
    document: {
      issuer: okta,
      token_endpoint: `${okta}/v1/token`,
      introspection_endpoint: `${okta}/v1/introspect`,
      revocation_endpoint: `${okta}/v1/revoke`,
      // Without the grant, although it works.
      grant_types_supported: ['authorization_code', 'implicit', 'refresh_token', 'password'],
    },
    wrongSecret: {
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'The client secret supplied for a confidential client is invalid.',
      },
    },
    code: 'invalid_client',
    refuse: needs('scope', 'billing.read', { status: 400, body: { error: 'invalid_scope' } }),
  },
  {
    server: 'Entra ID',
    options: { issuer: `${entra}/v2.0`, clientAuth: 'client_secret_post', scope: 'api://billing/.default' },
    method: 'client_secret_post',
    sent: '&scope=api%3A%2F%2Fbilling%2F.default',
    document: {
      issuer: `${entra}/v2.0`,
      token_endpoint: `${entra}/oauth2/v2.0/token`,
      introspection_endpoint: undefined,
      revocation_endpoint: undefined,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    },
    wrongSecret: {
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1',
        error_codes: [7000215],
      },
    },
    code: 'invalid_client',
    refuse: needs('scope', 'api://billing/.default', {
      status: 400,
      body: { error: 'invalid_scope', error_description: 'AADSTS1002012: The provided value for scope is not valid.' },
    }),
  },
  {
    server: 'Cognito',
    options: {
      issuer: cognito,
      endpointOrigins: ['https://acme.auth.eu-west-1.amazoncognito.com'],
      clientAuth: 'client_secret_post',
      scope: 'billing/read',
    },
    method: 'client_secret_post',
    sent: '&scope=billing%2Fread',
    document: {
      issuer: cognito,
      token_endpoint: 'https://acme.auth.eu-west-1.amazoncognito.com/oauth2/token',
      introspection_endpoint: undefined,
      revocation_endpoint: undefined,
    },
    wrongSecret: { status: 400, body: { error: 'invalid_client' } },
    code: 'invalid_client',
  },
  {
    server: 'Hydra',
    options: { issuer: hydra, scope: 'billing.read', parameters: { audience: 'billing' } },
    method: 'client_secret_basic',
    sent: '&audience=billing&scope=billing.read',
    document: {
      issuer: hydra,
      token_endpoint: `${hydra}/oauth2/token`,
      introspection_endpoint: undefined,
      revocation_endpoint: `${hydra}/oauth2/revoke`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'],
    },
    wrongSecret: {
      status: 401,
      body: {
        error: 'invalid_client',
        error_description:
          'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).',
      },
    },
    code: 'invalid_client',
    refuse: needs('audience', 'billing', { status: 400, body: { error: 'invalid_request' } }),
  },
  {
    server: 'Spring',
    options: { issuer: spring, scope: 'billing.read' },
    method: 'client_secret_basic',
    sent: '&scope=billing.read',
    document: {
      issuer: spring,
      token_endpoint: `${spring}/oauth2/token`,
      introspection_endpoint: `${spring}/oauth2/introspect`,
      revocation_endpoint: `${spring}/oauth2/revoke`,
    },
    wrongSecret: { status: 401, body: { error: 'invalid_client' } },
    code: 'invalid_client',
  },
];
