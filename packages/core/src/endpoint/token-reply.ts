import * as v from 'valibot';
import { scopeList } from '../contract/scope.ts';
import { parseJson } from '../platform/parse-json.ts';
import type { EndpointReply } from './exchange.ts';

/** A token reply, understood; or what is wrong with it, in words that repeat nothing of it. */
export type TokenReply =
  | {
      readonly accessToken: string;
      /** ms; `undefined` where the server does not say it. */
      readonly lifetime: number | undefined;
      readonly scope: readonly string[] | undefined;
    }
  | { readonly problem: string };

/** Seconds: 68 years. Whatever claims to live longer claims to be immortal. */
export const longestLifetime: number = 2 ** 31 - 1;

// What goes into a header of each request; servers take 8 to 64 KiB of headers.
const longestToken = 65_536;

// s. Below the resolution of a clock, a token would be dead on arrival, and asked for on every call.
const shortestLifetime = 0.001;

const ReplySchema = v.object(
  {
    // A member that must not be there (RFC 6749 §5.2), before those that must: some servers refuse with a 200.
    error: v.nullish(v.never('it is an error reply')),
    access_token: v.pipe(
      v.string('`access_token` is no string'),
      v.regex(/^[\x21-\x7e]+$/, '`access_token` is empty, or has a space or a control character in it'),
      v.maxLength(longestToken, '`access_token` is too long to be sent'),
    ),
    token_type: v.pipe(
      v.string('`token_type` is no string'),
      v.toLowerCase(),
      v.literal('bearer', '`token_type` is not Bearer'),
    ),
    expires_in: v.nullish(
      v.pipe(
        v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.toNumber())], '`expires_in` is no number'),
        v.minValue(shortestLifetime, '`expires_in` is not positive'),
        v.maxValue(longestLifetime, '`expires_in` is too large to be a lifetime'),
        v.transform((seconds) => seconds * 1000),
      ),
    ),
    // Only a string means something here. AM's scripts can add members of any shape, this one included.
    scope: v.fallback(v.optional(v.string()), undefined),
  },
  // The message of a missing member too; only members that are named above can be missing.
  (issue) => (issue.path ? `\`${v.getDotPath(issue)}\` is missing` : 'it is no JSON object'),
);

/**
 * Lenient where servers differ (`bearer`, `"3600"`, unknown members, no `scope`, no `expires_in`), strict where a
 * mistake would be handed on as a token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export function readTokenReply({ status, text }: EndpointReply): TokenReply {
  if (status < 200 || status > 299) return { problem: 'its status is no success' };
  if (text === undefined) return { problem: 'it is larger than 1 MiB' };
  const body = parseJson(text);
  if (body === undefined || Array.isArray(body)) return { problem: 'it is no JSON object' };
  const { success, output, issues } = v.safeParse(ReplySchema, body, { abortEarly: true });
  if (!success) return { problem: issues[0].message };
  return { accessToken: output.access_token, lifetime: output.expires_in ?? undefined, scope: scopeList(output.scope) };
}
