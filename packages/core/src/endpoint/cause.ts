import type { GrantErrorCode } from '../contract/grant-error.ts';
import type { Client } from './client.ts';
import type { SentRequest } from './confidential.ts';

// In ms. The header `Date` counts whole seconds, and a reply takes time.
const clockTolerance = 3_000;

const assertionRefusals: ReadonlySet<GrantErrorCode> = new Set(['invalid_client', 'invalid_grant']);

/** What servers say about an assertion whose `iat` is in their future. Without a `Date` header only these words show it. */
const futureWords = /in the future|not yet (active|valid)|not (active|valid) yet|\b(iat|nbf)\b/i;

/** The parts of an error reply that can show the cause. */
interface FailedReply {
  readonly code: GrantErrorCode;
  readonly headers: Headers;
  readonly description: string | undefined;
}

/** A cause that the request or the reply shows, without quoting them; `undefined` if they show no cause. */
export function causeSeenIn(
  { provider, clientId, clock }: Client,
  { secret = '', body }: SentRequest,
  { code, headers, description = '' }: FailedReply,
): string | undefined {
  if (code === 'invalid_client' && hasOuterSpace(secret)) return outerSpace('client secret');
  if (code === 'invalid_client' && hasOuterSpace(clientId)) return outerSpace('client id');
  if (!body?.has('client_assertion') || !assertionRefusals.has(code)) return undefined;
  // Somebody else dated the assertion, by another clock than that of this machine.
  if (provider.clientAuth.refusedHint !== undefined) return undefined;
  const difference = clock.now() - Date.parse(headers.get('date') ?? '');
  if (!(Math.abs(difference) > clockTolerance)) return futureWords.test(description) ? dateBack : undefined;
  const seconds = Math.round(Math.abs(difference) / 1000);
  return difference > 0
    ? `The clock of this machine is about ${seconds} s ahead of the server's clock. ${dateBack}`
    : `The clock of this machine is about ${seconds} s behind the server's clock. Correct the clock: a server can refuse an assertion because of its times.`;
}

const dateBack =
  "The server can refuse an assertion that is dated in its future. Correct this machine's clock, or set the assertion's option `backdate`.";

function hasOuterSpace(text: string): boolean {
  return text.trim() !== text;
}

function outerSpace(name: string): string {
  return `The ${name} begins or ends with white space. Remove it: files often end in a newline.`;
}
