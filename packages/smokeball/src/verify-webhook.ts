import { type Clock, parseEntries, type SecretValue, systemClock } from '@grantkit/core';
import * as v from 'valibot';

/** Options of {@link verifySmokeballWebhook}. */
export interface SmokeballWebhookOptions {
  /** The `key` of the subscription, or a pair `[current, next]` while you change it. */
  readonly key: SecretValue;
  /** The app's client id, which is part of the signed text. */
  readonly clientId: string;
  /** The greatest difference between the header `Timestamp` and the clock, in ms, in either direction. @default 300 000 */
  readonly maxAge?: number | undefined;
  /** The wall clock, for tests. @default the runtime's */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

/** The headers of a request: `Headers`, or the plain object of `node:http`, Express, Fastify and AWS Lambda. */
export type SmokeballWebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Checks whether the headers of a webhook request are recent and signed with the subscription's key.
 *
 * Smokeball does not sign the body. Until `maxAge` has passed, somebody who has seen the headers can send them with
 * another body. So use the body only as a notice, and fetch the resource from the API.
 *
 * @returns `false` if a header is missing, repeated, malformed, wrong, too old, or too far ahead of the clock.
 * @throws {GrantError} `invalid_config` if an option is missing, wrong or unknown. Headers without a signature are enough
 * to find out, so a program can check its options when it starts.
 * @see https://docs.smokeball.com/docs/api-docs/wivbkstcwngb5-webhooks
 * @example
 * ```ts
 * import { verifySmokeballWebhook } from '@grantkit/smokeball';
 *
 * const options = {
 *   key: process.env['SMOKEBALL_WEBHOOK_KEY'] ?? '',
 *   clientId: process.env['SMOKEBALL_CLIENT_ID'] ?? '',
 * };
 * await verifySmokeballWebhook({}, options); // a wrong option ends the program here, before the first request
 *
 * export async function receive(request: Request): Promise<Response> {
 *   const isSigned = await verifySmokeballWebhook(request.headers, options);
 *   return new Response(null, { status: isSigned ? 204 : 401 });
 * }
 * ```
 */
export async function verifySmokeballWebhook(
  headers: SmokeballWebhookHeaders,
  options: SmokeballWebhookOptions,
): Promise<boolean> {
  const { key, clientId, maxAge, clock } = parseEntries('smokeball', {}, entries, options);
  const timestamp = headerOf(headers, 'timestamp');
  const requestId = headerOf(headers, 'requestid');
  const signature = headerOf(headers, 'signature');
  if (timestamp === undefined || requestId === undefined || signature === undefined) return false;
  // Ticks have 18 digits until the year 3169. A number of a million digits takes half a second to read.
  if (!/^\d{18}$/.test(timestamp) || !/^[\da-f]{64}$/.test(signature)) return false;
  const age = ticksAt(clock.now()) - BigInt(timestamp);
  const longest = BigInt(maxAge) * ticksPerMs;
  if (age > longest || age < -longest) return false;

  const signed = new TextEncoder().encode(`${timestamp}|${requestId}|${clientId}`);
  const keys = typeof key === 'string' ? [key] : key;
  const verdicts = await Promise.all(keys.map((candidate) => isSignedWith(candidate, fromHex(signature), signed)));
  return verdicts.includes(true);
}

const keyRule = 'a non-empty string, or a pair [current, next] of them';
const clientIdRule = 'a non-empty string';
const maxAgeRule = 'a whole number of ms, above 0';
const text = (rule: string) => v.pipe(v.string(rule), v.regex(/\S/, rule));

const entries = {
  key: v.union([text(keyRule), v.strictTuple([text(keyRule), text(keyRule)])], keyRule),
  clientId: text(clientIdRule),
  maxAge: v.optional(v.pipe(v.number(maxAgeRule), v.safeInteger(maxAgeRule), v.minValue(1, maxAgeRule)), 300_000),
  clock: v.optional(
    v.custom<Pick<Clock, 'now'>>((value) => v.is(v.object({ now: v.function() }), value), 'a clock with `now`'),
    systemClock,
  ),
};

/** .NET counts ticks of 100 ns from the year 1. A `number` cannot hold so many. */
const ticksPerMs = 10_000n;
const ticksAtEpoch = 621_355_968_000_000_000n;

function ticksAt(ms: number): bigint {
  return BigInt(Math.round(ms)) * ticksPerMs + ticksAtEpoch;
}

/** The value of a header that was sent exactly once. */
function headerOf(headers: SmokeballWebhookHeaders, name: string): string | undefined {
  // API Gateway's events have `null` in place of no headers.
  if (typeof headers?.get === 'function') return headers.get(name) ?? undefined;
  // Those events keep the names as they were sent, in upper or lower case.
  const values = Object.entries(headers ?? {}).flatMap(([key, value]) => (key.toLowerCase() === name ? value : []));
  return values.length === 1 ? values[0] : undefined;
}

/** `verify` compares in constant time. */
async function isSignedWith(key: string, signature: BufferSource, signed: BufferSource): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const hmacKey = await crypto.subtle.importKey('raw', new TextEncoder().encode(key), algorithm, false, ['verify']);
  return crypto.subtle.verify('HMAC', hmacKey, signature, signed);
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
