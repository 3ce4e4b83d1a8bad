import { type ClientAuth, errorCode, GrantError, isGrantError, parseEntries } from '@grantkit/core';
import * as v from 'valibot';
import { writeAssertion } from './assertion.ts';
import { type ForeignJwt, readForeignJwt, timeOf } from './foreign-jwt.ts';
import { invalid } from './invalid.ts';

/** Options of {@link clientAssertion}. */
export interface ClientAssertionOptions {
  /**
   * Returns the JWT. It is called for each attempt, so it must read the file or ask the service each time. White space
   * around the JWT is removed.
   */
  readonly assertion: () => string | Promise<string>;
  /**
   * The last part of `client_assertion_type`. Servers with support for SPIFFE expect `'jwt-spiffe'`.
   *
   * @default 'jwt-bearer'
   * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-spiffe-client-auth/
   */
  readonly type?: 'jwt-bearer' | 'jwt-spiffe' | undefined;
}

/**
 * Client authentication with a JWT that somebody else signed: Kubernetes, SPIFFE, a cloud or a CI service.
 *
 * A JWT that is empty, malformed or past its `exp` is refused before anything is sent. Its signature is not verified.
 *
 * Tokens in a shared cache are bound to the JWT's `iss` and `sub`, so a renewed JWT of the same workload shares them, and
 * another workload does not. If the JWT has no `sub`, its tokens are not shared with other processes.
 *
 * @throws {GrantError} `invalid_config` for a wrong option. A function that returns anything but a string fails the first
 * token request with the same code. What the function throws, and a JWT that is refused, becomes `credential_unavailable`.
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.2
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { clientAssertion } from '@grantkit/client-assertion';
 *
 * const clientAuth = clientAssertion({ assertion: () => readFile('/var/run/secrets/login/token', 'utf8') });
 * ```
 */
export function clientAssertion(options: ClientAssertionOptions): ClientAuth {
  const { assertion, type } = parseEntries('client-assertion', entries, {}, options);
  let last: ForeignJwt | undefined;

  async function read(): Promise<{ readonly text: string; readonly jwt: ForeignJwt }> {
    const returned = await textFrom(assertion);
    if (typeof returned !== 'string') {
      throw invalid(
        'The function `assertion` must return a string',
        "Return the text of the JWT. `readFile` returns a text only with `'utf8'`.",
      );
    }
    const text = returned.trim();
    const jwt = readForeignJwt(text);
    if (jwt === undefined) throw unavailable(text === '' ? 'The assertion is empty' : 'The assertion is not a JWT');
    last = jwt;
    return { text, jwt };
  }

  return {
    method: type === 'jwt-spiffe' ? 'spiffe_jwt' : 'private_key_jwt',
    usesClientSecret: false,
    refusedHint:
      "Compare `iss`, `sub` and `aud` of the JWT with the client's registration. The server must trust the issuer of the " +
      "JWT and know its keys, and the server's clock must be within the JWT's times.",
    async authenticate(draft) {
      const { text, jwt } = await read();
      if (jwt.end <= draft.now) throw unavailable(`The assertion expired at ${timeOf(jwt.end)}`);
      writeAssertion(draft, text, type);
    },
    async fingerprint() {
      // Core calls this often, and the source may be slow. After a JWT has expired, the next one may be of another workload.
      if (last === undefined || last.end <= Date.now()) await read();
      return last?.workload ?? '';
    },
    // Otherwise the source could change between the cache key and the request, and one workload would get another's token.
    tokenBinding: () => last?.workload,
  };
}

async function textFrom(assertion: ClientAssertionOptions['assertion']): Promise<unknown> {
  try {
    return await assertion();
  } catch (error) {
    // The function may use a client of its own, whose error says more.
    if (isGrantError(error)) throw error;
    throw unavailable(`The function \`assertion\` failed${errorCode(error)}`, 'Does it exist, and may it be read?');
  }
}

const entries = {
  assertion: v.custom<ClientAssertionOptions['assertion']>(
    (value) => typeof value === 'function',
    'a function that returns a JWT, because each JWT expires',
  ),
  type: v.optional(v.picklist(['jwt-bearer', 'jwt-spiffe'], '`jwt-bearer` or `jwt-spiffe`'), 'jwt-bearer'),
};

/** An error that is retried, because the next read can succeed: a file is empty while it is written, or is renewed later. */
function unavailable(summary: string, question = 'Was it renewed?'): GrantError {
  return new GrantError({
    code: 'credential_unavailable',
    provider: 'client-assertion',
    summary,
    hint: `Check the file or the service that the function \`assertion\` reads. ${question} Nothing was sent to the authorization server.`,
    retryable: true,
  });
}
