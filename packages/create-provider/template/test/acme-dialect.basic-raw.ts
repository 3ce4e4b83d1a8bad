import { type Dialect, dialects, hasSecret, isForm, oauthError, readBasic, readScope } from '@grantkit/testing';

/** How the fake server imitates Acme. FILL IN: the URL of Acme's page, and what it says that RFC 6749 does not. */
export const dialect: Dialect = {
  ...dialects.rfc6749,
  name: 'acme',
  verifyTokenRequest(request, registry) {
    if (!isForm(request) || request.parameters.get('grant_type') !== 'client_credentials') {
      return { errorReply: oauthError(400, 'invalid_request') };
    }
    // Acme does not form-decode the client id and secret in the header, as RFC 6749 §2.3.1 requires.
    const credentials = readBasic(request);
    const client = registry.findClient(credentials?.clientId ?? '');
    if (credentials === undefined || client === undefined || !hasSecret(client, credentials.clientSecret)) {
      return { errorReply: oauthError(401, 'invalid_client') };
    }
    const { scope, unknown } = readScope(request, client);
    return unknown.length > 0 ? { errorReply: oauthError(400, 'invalid_scope') } : { clientId: client.clientId, scope };
  },
};
