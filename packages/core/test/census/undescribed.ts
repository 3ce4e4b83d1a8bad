import type { UndescribedRow } from './row.ts';

/** Documented ways that today's contract cannot describe. */
export const undescribed: readonly UndescribedRow[] = [
  {
    catalogue: 10,
    name: 'Marketo as its page shows it',
    source: 'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/authentication',
    confidence: 'vendor page',
    reason:
      'The page sends id and secret in the query, with GET or POST. Core sends a POST with a body, and refuses a ' +
      'token endpoint with a secret in its URL, because URLs are written to logs.',
  },
  {
    catalogue: 15,
    name: 'Okta with DPoP',
    source: 'https://developer.okta.com/docs/guides/dpop',
    confidence: 'vendor page',
    reason:
      'No field of `Provider` repeats a request with a nonce. `readReply` can keep the nonce and restate the reply as ' +
      '`temporarily_unavailable`, but then each new nonce costs the wait after a failed attempt, and a token of the ' +
      'type DPoP must be called Bearer.',
  },
  {
    catalogue: 17,
    name: 'Snowflake key pair',
    source: 'https://docs.snowflake.com/en/developer-guide/sql-api/authenticating',
    confidence: 'vendor page',
    reason: 'There is no grant: the client signs the token itself. A `Provider` must have a token endpoint.',
  },
  {
    catalogue: 26,
    name: 'WeChat, the older token',
    source: 'https://developers.weixin.qq.com/doc/oplatform/developers/dev/AccessToken.html',
    confidence: 'vendor page',
    reason:
      'The token request is a GET with the secret in the query. WeChat advises the stable token, which is a POST.',
  },
];
