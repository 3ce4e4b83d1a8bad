import * as v from 'valibot';
import { parseJson } from '../platform/body.ts';

/** What a server says about a failure, in any of the usual shapes. The texts are raw: redact them before use. */
export interface ErrorBody {
  readonly error: string | undefined;
  readonly description: string | undefined;
  /** Tokens in the body, which no error may repeat. */
  readonly tokens: readonly string[];
}

const text = v.fallback(v.optional(v.string()), undefined);

const ErrorBodySchema = v.object({
  // RFC 6749 §5.2
  error: text,
  error_description: text,
  // Pulsoid. Its documents show the number both as a number and as a string.
  error_code: v.fallback(v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))), undefined),
  error_message: text,
  // AM's CREST errors and API gateways. AWS writes a capital letter when one of its policies refuses the request.
  message: text,
  Message: text,
  // RFC 9457
  detail: text,
  title: text,
  access_token: text,
  refresh_token: text,
  id_token: text,
});

export function readErrorBody(body: string): ErrorBody {
  const { success, output } = v.safeParse(ErrorBodySchema, parseJson(body));
  if (!success) return { error: undefined, description: undefined, tokens: [] };
  return {
    error: output.error ?? output.error_code,
    description:
      output.error_description ??
      output.error_message ??
      output.message ??
      output.Message ??
      output.detail ??
      output.title,
    tokens: [output.access_token, output.refresh_token, output.id_token].filter((token) => token !== undefined),
  };
}
