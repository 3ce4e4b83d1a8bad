import { type Dialect, dialects, oauthError, readBasic } from '@grantkit/testing';

/** How the fake server imitates Acme. FILL IN: the URL of Acme's page, and what it says that RFC 6749 does not. */
export const dialect: Dialect = {
  ...dialects.rfc6749,
  name: 'acme',
  verifyTokenRequest(request, registry) {
    // Acme reads the client id and secret in the body only.
    if (readBasic(request) !== undefined) return { errorReply: oauthError(400, 'invalid_request') };
    return dialects.rfc6749.verifyTokenRequest(request, registry);
  },
};
