import type { Reply } from './answer.ts';
import type { Dialect } from './dialect.ts';
import type { RecordedRequest } from './recorded-request.ts';
import type { MutableRegistry } from './registry.ts';

/** Verifies a token request as the dialect does, and grants; `members` replace those of the reply. */
export function replyToTokenRequest(
  request: RecordedRequest,
  dialect: Dialect,
  registry: MutableRegistry,
  members: Readonly<Record<string, unknown>> = {},
): Reply {
  const verdict = dialect.verifyTokenRequest(request, registry);
  if ('refusal' in verdict) {
    return { ...verdict.refusal, headers: { ...dialect.tokenHeaders, ...verdict.refusal.headers } };
  }
  const { access_token: chosen } = members;
  const accessToken = typeof chosen === 'string' ? chosen : dialect.createAccessToken();
  const token = registry.issue(accessToken, verdict.clientId, verdict.scope);
  return { headers: { ...dialect.tokenHeaders }, body: { ...dialect.tokenMembers(token), ...members } };
}
