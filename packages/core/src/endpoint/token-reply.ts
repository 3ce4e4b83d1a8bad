import * as v from 'valibot';
import type { RestatedReply } from './restated-reply.ts';

/** The content of a token reply; or why it is not a token reply, in words that quote nothing from it. */
export type TokenReply =
  | {
      readonly accessToken: string;
      /** In ms; `undefined` if the server does not say it. */
      readonly lifetime: number | undefined;
      /** As the server wrote it, which can be anything: `readGrantedScope` reads it. */
      readonly scope: unknown;
      /** The members that the provider wants to keep. */
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly problem: string };

/** The longest lifetime in seconds: 68 years. A server that says more means that the token never ends. */
export const longestLifetime: number = 2 ** 31 - 1;

// The token goes into a header of every request. Servers accept 8 to 64 KiB of headers.
const longestToken = 65_536;

// In characters. A server chooses them, and they stay in memory and in the shared cache.
const longestDetail = 4_096;

// In seconds. A shorter lifetime is below the resolution of a clock: the token would be requested on every call.
const shortestLifetime = 0.001;

const ReplySchema = v.object(
  {
    // Some servers send an error with status 200, against RFC 6749 §5.2. So this member is checked first.
    error: v.optional(v.custom((error) => error === '' || error === null || error === false, 'it is an error reply')),
    access_token: v.pipe(
      v.string('`access_token` must be a string'),
      v.regex(/^[\x21-\x7e]+$/, '`access_token` must be printable ASCII without spaces'),
      v.check((token) => token.length <= longestToken, '`access_token` must have at most 65,536 characters'),
    ),
    token_type: v.pipe(v.string('`token_type` must be a string'), v.regex(/^bearer$/i, '`token_type` must be Bearer')),
    expires_in: v.optional(
      v.pipe(v.custom<Seconds>(isSeconds, '`expires_in` must be a number of seconds'), v.transform(lifetimeOf)),
    ),
    scope: v.optional(v.custom<unknown>(() => true)),
  },
  // Valibot also uses this message for a missing member.
  ({ path }) => (path ? `\`${path[0].key}\` is missing` : notAnObject),
);

const notAnObject = 'the body must be a JSON object';

/**
 * Reads the reply of a token endpoint. It is lenient where servers differ (`bearer`, `"3600"`, unknown members, no
 * `scope`, no `expires_in`), and strict where a mistake would become a token.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export function readTokenReply(
  { status, text, body, restated }: RestatedReply,
  tokenDetails: readonly string[] = [],
): TokenReply {
  if (!restated && (status < 200 || status > 299)) return { problem: 'the status is not a success' };
  if (text === undefined) return { problem: 'the body is larger than 1 MiB' };
  if (body === undefined || Array.isArray(body)) return { problem: notAnObject };
  const { success, output, issues } = v.safeParse(ReplySchema, body, { abortEarly: true });
  if (!success) return { problem: issues[0].message };
  const { access_token: accessToken, expires_in: lifetime, scope } = output;
  return {
    accessToken,
    lifetime,
    scope,
    details: tokenDetails.length === 0 ? noDetails : readDetails(body, tokenDetails),
  };
}

const noDetails: Readonly<Record<string, string>> = Object.freeze({});

function readDetails(body: unknown, tokenDetails: readonly string[]): Readonly<Record<string, string>> {
  const details = Object.entries<unknown>(Object(body)).filter(
    (member): member is [string, string] =>
      tokenDetails.includes(member[0]) && typeof member[1] === 'string' && member[1].length <= longestDetail,
  );
  return Object.freeze(Object.fromEntries(details));
}

/** What servers write for a lifetime: a number, also as a decimal text, or nothing. */
type Seconds = number | string | null;

function isSeconds(value: unknown): boolean {
  if (typeof value === 'string') return /^(-?\d+(\.\d+)?)?$/.test(value);
  return value === null || (typeof value === 'number' && !Number.isNaN(value));
}

/**
 * A lifetime in ms. Some servers send 0, a negative number, or a far too large number for a token that never ends. The
 * callers who wait for a token may use it even if the reply calls it expired, so it gets one second.
 */
function lifetimeOf(given: Seconds): number | undefined {
  if (given === null || given === '') return undefined;
  const seconds = Number(given);
  return (seconds < shortestLifetime ? 1 : Math.min(seconds, longestLifetime)) * 1000;
}
