import { table } from './table.ts';

/** Tasks that Grantkit does not do, and libraries for them. The facts are from the README of each package. */
export const elsewhere: string = [
  'Grantkit has only the client credentials grant, for servers. For other tasks take another library:',
  table(
    ['task', 'a library for it'],
    [
      [
        'Sign in users: authorization code with PKCE, device flow, CIBA, refresh tokens',
        '[openid-client](https://github.com/panva/openid-client), certified by the OpenID Foundation',
      ],
      [
        'DPoP, pushed or signed authorization requests (PAR, JAR), FAPI',
        '[openid-client](https://github.com/panva/openid-client)',
      ],
      ['OAuth step by step, in low-level functions', '[oauth4webapi](https://github.com/panva/oauth4webapi)'],
      [
        'Managed identities of Azure, on-behalf-of, the sign-in of Microsoft accounts',
        '[@azure/msal-node](https://github.com/AzureAD/microsoft-authentication-library-for-js/tree/dev/lib/msal-node)',
      ],
      [
        "Google's APIs: service accounts, Application Default Credentials",
        '[google-auth-library](https://github.com/googleapis/google-auth-library-nodejs)',
      ],
      ["Auth0's Management API", '[auth0](https://github.com/auth0/node-auth0)'],
      [
        'OAuth in a browser, in a few kilobytes',
        '[@badgateway/oauth2-client](https://github.com/badgateway/oauth2-client)',
      ],
      ['The password grant of an old server', '[simple-oauth2](https://github.com/lelylan/simple-oauth2)'],
    ],
  ),
].join('\n\n');
