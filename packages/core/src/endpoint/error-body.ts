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

/** Tokens in a body or in an object inside it, by the name of their members. No error may repeat them. */
export function tokensIn(...bodies: readonly unknown[]): readonly string[] {
  return [...bodies, ...bodies.flatMap((body) => Object.values(Object(body)))]
    .flatMap((body) => (typeof body === 'object' && body !== null ? Object.entries(body) : []))
    .flatMap(([name, text]) => (/token(?!_type)/i.test(name) && typeof text === 'string' ? [text] : []))
    .slice(0, mostTokens);
}
