import * as v from 'valibot';
import { parseJson } from '../platform/parse-json.ts';

/** What a server says about a failure, whichever of the usual shapes it uses; raw, not yet fit to be shown. */
export interface ErrorBody {
  readonly error: string | undefined;
  readonly description: string | undefined;
  /** Tokens that the body has in it, so that they can be kept out of what is shown. */
  readonly tokens: readonly string[];
}

const text = v.fallback(v.optional(v.string()), undefined);

const ErrorBodySchema = v.object({
  // RFC 6749 §5.2
  error: text,
  error_description: text,
  // Pulsoid, whose documents have the number both as a number and as a string.
  error_code: v.fallback(v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))), undefined),
  error_message: text,
  // AM's CREST errors, API gateways; AWS with a capital where a policy refuses.
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
