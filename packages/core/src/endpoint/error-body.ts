/** What a server says about a failure, in any of the usual shapes. The texts are raw: redact them before use. */
export interface ErrorBody {
  readonly error: string | undefined;
  readonly description: string | undefined;
}

export function readErrorBody(body: unknown): ErrorBody {
  // In this order: RFC 6749 §5.2, AM's CREST errors and API gateways, RFC 9457. AWS writes `Message` when one of its
  // policies refuses the request.
  const { error, error_description, message, Message, detail, title } = Object(body);
  return {
    error: isText(error) && error !== '' ? error : undefined,
    description: [error_description, message, Message, detail, title].find(isText),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
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
