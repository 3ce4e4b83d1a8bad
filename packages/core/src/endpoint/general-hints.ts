import type { GrantErrorCode } from '../contract/grant-error.ts';
import type { GrantFailure, RequestPurpose } from '../contract/provider.ts';

/** What a code means, and what to do about it. */
interface Meaning {
  readonly summary: string;
  readonly hint?: string;
}

type Meanings = Partial<Record<GrantErrorCode, Meaning>>;

/** What the codes mean in terms that hold for any server and any request. */
const meanings: Meanings = {
  invalid_client: {
    summary: 'The authorization server does not accept the client',
    hint: 'Check the client id and its secret, and the authentication method that the client is registered for.',
  },
  invalid_token: { summary: 'The server does not accept the token' },
  not_found: {
    summary: 'The authorization server has no endpoint at this URL',
    hint: 'Check the host and the path of the endpoint.',
  },
  rate_limited: {
    summary: 'The authorization server received too many requests',
    hint: 'Wait before the next request.',
  },
  server_error: { summary: 'The authorization server failed' },
};

/** What some codes mean for one kind of request. Otherwise the hint of a refused revocation would name the grant. */
const meaningsFor: Readonly<Record<RequestPurpose, Meanings>> = {
  token: {
    unauthorized_client: {
      summary: 'The client may not use the client credentials grant',
      hint: 'Allow the client credentials grant for this client at the authorization server.',
    },
    invalid_scope: {
      summary: 'The authorization server does not grant the scope',
      hint: 'Ask only for scopes that this client is registered for.',
    },
    unsupported_grant_type: {
      summary: 'The authorization server does not support the client credentials grant',
      hint: 'Enable the client credentials grant at the authorization server.',
    },
    rate_limited: {
      summary: 'The authorization server received too many requests',
      hint: 'Share one token among processes with a TokenCache, and wait before the next request.',
    },
  },
  introspection: {
    unauthorized_client: {
      summary: 'The client may not introspect tokens',
      hint: 'Allow introspection for this client at the authorization server.',
    },
  },
  revocation: {
    // RFC 7009 §2.1 lets a server refuse the token of another client, and names no error for it.
    invalid_grant: {
      summary: 'The authorization server does not revoke this token for this client',
      hint: 'Only the client that got a token can revoke it.',
    },
    unauthorized_client: {
      summary: 'The client may not revoke this token',
      hint: 'Allow revocation for this client, and check that the token is its own.',
    },
  },
  other: {
    unauthorized_client: {
      summary: 'The client may not use this endpoint',
      hint: 'Allow this endpoint for this client at the authorization server.',
    },
  },
};

/** The summary of an error reply. */
export function generalSummary(failure: GrantFailure): string {
  return meaningOf(failure)?.summary ?? 'The authorization server refused the request';
}

/** The hint of the code, and what an HTML page means. With 429 and 5xx it comes from a proxy, not from a wrong URL. */
export function generalHint(failure: GrantFailure): string | undefined {
  const { code, html } = failure;
  const hint = meaningOf(failure)?.hint;
  if (!html) return hint;
  if (code === 'server_error')
    return 'An HTML page came back. It can be the page of a proxy that does not reach the server.';
  if (code === 'rate_limited') return `${hint} An HTML page came back, so a proxy may have set this limit.`;
  const page = 'An HTML page came back. Check the URL, and look for a proxy or a login page.';
  return hint === undefined || code === 'not_found' ? page : `${page} ${hint}`;
}

function meaningOf({ purpose, code }: GrantFailure): Meaning | undefined {
  return meaningsFor[purpose][code] ?? meanings[code];
}
