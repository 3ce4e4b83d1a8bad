import type { GrantErrorCode } from '../contract/grant-error.ts';
import type { Client } from './client.ts';
import type { SentRequest } from './confidential.ts';

// In ms. The header `Date` counts whole seconds, and a reply takes time.
const clockTolerance = 3_000;

const assertionRefusals: ReadonlySet<GrantErrorCode> = new Set(['invalid_client', 'invalid_grant']);

/** A cause that the request or the reply's `Date` shows, without quoting them; `undefined` if they show no cause. */
export function causeSeenIn(
  { clientId, clock }: Client,
  { secret = '', body }: SentRequest,
  { code, headers }: { readonly code: GrantErrorCode; readonly headers: Headers },
): string | undefined {
  if (code === 'invalid_client' && hasOuterSpace(secret)) return outerSpace('client secret');
  if (code === 'invalid_client' && hasOuterSpace(clientId)) return outerSpace('client id');
  const difference = clock.now() - Date.parse(headers.get('date') ?? '');
  if (!body?.has('client_assertion') || !assertionRefusals.has(code) || !(Math.abs(difference) > clockTolerance)) {
    return undefined;
  }
  const seconds = Math.round(Math.abs(difference) / 1000);
  return (
    `The clock of this machine is about ${seconds} s ${difference > 0 ? 'ahead of' : 'behind'} the server's clock. ` +
    'Correct the clock: a server can refuse an assertion because of its times.'
  );
}

function hasOuterSpace(text: string): boolean {
  return text.trim() !== text;
}

function outerSpace(name: string): string {
  return `The ${name} begins or ends with white space. Remove it: files often end in a newline.`;
}
