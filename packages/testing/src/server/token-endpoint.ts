import type { Dialect } from '../contract/dialect.ts';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import type { MutableRegistry } from './registry.ts';

/** Verifies a token request as the dialect does and grants a token; `members` replace members of the token reply. */
export function replyToTokenRequest(
  request: RecordedRequest,
  dialect: Dialect,
  registry: MutableRegistry,
  members: Readonly<Record<string, unknown>> = {},
): Reply {
  const verdict = dialect.verifyTokenRequest(request, registry);
  if ('errorReply' in verdict) {
    return { ...verdict.errorReply, headers: { ...dialect.tokenHeaders, ...verdict.errorReply.headers } };
  }
  const { access_token: chosen } = members;
  const accessToken = typeof chosen === 'string' ? chosen : dialect.createAccessToken();
  const token = registry.issue(accessToken, verdict.clientId, verdict.scope);
  return { headers: { ...dialect.tokenHeaders }, body: { ...dialect.tokenMembers(token, registry), ...members } };
}
