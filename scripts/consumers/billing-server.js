// An authorization server with metadata, and an API that accepts its tokens, for the programs of the recipes.
import { createAuthorizationServer, dialects } from '@grantkit/testing';

export async function startBilling() {
  const server = await createAuthorizationServer({
    clients: [{ clientId: 'reports', clientSecret: 'secret-of-reports' }],
    dialect: {
      ...dialects.rfc6749,
      replyAtMetadata: ({ url }, { url: issuer }) =>
        url === '/.well-known/openid-configuration'
          ? { body: { issuer, token_endpoint: issuer + dialects.rfc6749.tokenPath } }
          : undefined,
    },
  });
  server.answerApiAlways(({ headers }) =>
    server.issued.some(({ accessToken }) => headers.authorization === `Bearer ${accessToken}`)
      ? { body: [{ id: 'INV-1', total: 120 }] }
      : { fate: 'grant' },
  );
  return server;
}

/** The settings of a program that reads invoices. */
export function settingsFor(server) {
  return {
    ISSUER: server.url,
    CLIENT_ID: 'reports',
    CLIENT_SECRET: 'secret-of-reports',
    BILLING_URL: server.url,
  };
}
