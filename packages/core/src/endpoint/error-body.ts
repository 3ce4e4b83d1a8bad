import * as v from 'valibot';

/** What a server says about a failure, in any of the usual shapes. The texts are raw: redact them before use. */
export interface ErrorBody {
  readonly error: string | undefined;
  readonly description: string | undefined;
}

const text = v.fallback(v.optional(v.string()), undefined);

const ErrorBodySchema = v.object({
  // RFC 6749 §5.2
  error: text,
  error_description: text,
  // AM's CREST errors and API gateways. AWS writes a capital letter when one of its policies refuses the request.
  message: text,
  Message: text,
  // RFC 9457
  detail: text,
  title: text,
});

export function readErrorBody(body: unknown): ErrorBody {
  const { success, output } = v.safeParse(ErrorBodySchema, body);
  if (!success) return { error: undefined, description: undefined };
  const { error, error_description, message, Message, detail, title } = output;
  return { error: error || undefined, description: error_description ?? message ?? Message ?? detail ?? title };
}

const mostTokens = 16;
const mostMembers = 1_000;
const mostLevels = 4;
// In characters. A shorter text under such a name is a word such as `Bearer`.
const shortestToken = 8;

/** Tokens in bodies, by the name of their members. No error may repeat them. */
export function tokensIn(...bodies: readonly unknown[]): readonly string[] {
  const tokens = new Set<string>();
  let members = 0;
  const look = (value: unknown, level: number) => {
    if (typeof value !== 'object' || value === null || level > mostLevels) return;
    // An array of a million members would block the process.
    for (const [name, member] of Object.entries(Array.isArray(value) ? value.slice(0, mostMembers) : value)) {
      members += 1;
      if (members > mostMembers || tokens.size >= mostTokens) return;
      if (typeof member !== 'string') look(member, level + 1);
      else if (member.length >= shortestToken && /(token|jwt)$/i.test(name)) tokens.add(member);
    }
  };
  for (const body of new Set(bodies)) {
    const { access_token, refresh_token, id_token } = Object(body);
    for (const token of [access_token, refresh_token, id_token]) if (typeof token === 'string') tokens.add(token);
    look(body, 0);
  }
  return [...tokens];
}
