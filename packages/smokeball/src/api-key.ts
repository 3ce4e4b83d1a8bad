import * as v from 'valibot';

/**
 * An app's API key: a string, a pair `[current, next]` during a rotation, or a function that fetches either. The client
 * calls the function for each API request.
 *
 * @see https://docs.smokeball.com/docs/platform-docs/6h78i901g345h-security
 */
export type SmokeballApiKey = ApiKeyValue | (() => ApiKeyValue | Promise<ApiKeyValue>);

type ApiKeyValue = string | readonly [current: string, next: string];

/** The API keys of one client, and which of them the API accepted last. */
export interface ApiKeyRing {
  /** The key to send; after a rejection, the other key of the pair. */
  current(rejected: string | undefined): Promise<string>;
  /** Notes that the API rejected this key. */
  reject(key: string | null): void;
  /** Notes that the API accepted this key, so that it is sent first from now on. */
  accept(key: string | null): void;
}

/** Whether a value can be the option `apiKey`. What a function returns is checked when it is called. */
export function isApiKey(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return Array.isArray(value) ? value.length === 2 && isKeys(value) : isKeys([value]);
}

export function createApiKeyRing(apiKey: SmokeballApiKey): ApiKeyRing {
  // A copy, so that a later change of the program's list changes nothing.
  const given: unknown = Array.isArray(apiKey) ? [...apiKey] : apiKey;
  let known: Keys | undefined;
  let accepted: string | undefined;
  /** A rejected key whose request was not sent again, because its body is a stream. The next request sends the other. */
  let rejectedOnce: string | undefined;
  /** The key that a second request sends. Until it is accepted, all other requests send the key that they sent before. */
  let trial: string | undefined;

  async function keys(): Promise<Keys> {
    const value: unknown = typeof given === 'function' ? await given() : given;
    const candidates: readonly unknown[] = Array.isArray(value) ? value : [value];
    // Core turns this into `credential_unavailable`. Without the check, the API would get an unusable key.
    if (!isKeys(candidates)) throw new TypeError('The function `apiKey` must return a key or a pair of keys');
    return candidates;
  }

  // If the API judged a key that the caller set in its own request, that says nothing about the client's keys.
  const find = (key: string | null) => known?.find((candidate) => candidate === key);

  return {
    async current(rejected) {
      known = await keys();
      // `rejectedOnce` too, because the function may return other keys by now.
      if (rejected !== undefined && (known.includes(rejected) || rejected === rejectedOnce)) {
        trial = known.find((key) => key !== rejected);
        rejectedOnce = undefined;
        return trial ?? known[0];
      }
      const other = rejectedOnce === undefined ? undefined : known.find((key) => key !== rejectedOnce);
      return other ?? known.find((key) => key === accepted) ?? known[0];
    },
    reject(key) {
      // A path that rejects both keys says nothing about either key.
      if (key === trial) trial = undefined;
      else rejectedOnce = find(key) ?? rejectedOnce;
    },
    accept(key) {
      if (find(key) === undefined) return;
      accepted = find(key);
      rejectedOnce = undefined;
      trial = undefined;
    },
  };
}

type Keys = readonly [string, ...string[]];

function isKeys(candidates: readonly unknown[]): candidates is Keys {
  return candidates.length > 0 && candidates.every((key) => typeof key === 'string' && /^[\x21-\x7e]+$/.test(key));
}

const GatewayErrorSchema = v.object({ message: v.literal('Forbidden') });

/**
 * Whether a reply is the gateway's answer to a wrong or missing API key. A missing scope gets a 403 too, with another
 * text.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export async function rejectsApiKey(reply: Response): Promise<boolean> {
  return reply.status === 403 && v.is(GatewayErrorSchema, await reply.json().catch(() => undefined));
}
