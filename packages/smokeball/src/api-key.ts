import * as v from 'valibot';

/**
 * An app's API key: a string, a pair `[current, next]` during a rotation, or a function that fetches either. The client
 * calls the function for each API request.
 *
 * @see https://docs.smokeball.com/docs/platform-docs/6h78i901g345h-security
 */
export type SmokeballApiKey = ApiKeyValue | (() => ApiKeyValue | Promise<ApiKeyValue>);

type ApiKeyValue = string | readonly [current: string, next: string];

/** The API keys of one client. */
export interface ApiKeyRing {
  /** The key to send. Of a pair, it is the key that the API did not reject last, or another than `rejected`. */
  current(rejected: string | undefined): Promise<string>;
  /** Notes that the API rejected this key. */
  reject(key: string | null): Promise<void>;
}

export function createApiKeyRing(apiKey: SmokeballApiKey): ApiKeyRing {
  let lastRejected: string | undefined;

  async function keys(): Promise<Keys> {
    const value: unknown = typeof apiKey === 'function' ? await apiKey() : apiKey;
    const candidates: readonly unknown[] = Array.isArray(value) ? value : [value];
    // Core turns this into `credential_unavailable`. Without the check, the API would get an unusable key.
    if (!isKeys(candidates)) throw new TypeError('The function `apiKey` must return a key or a pair of keys');
    return candidates;
  }

  return {
    async current(rejected = lastRejected) {
      const candidates = await keys();
      return candidates.find((key) => key !== rejected) ?? candidates[0];
    },
    async reject(key) {
      // If the API rejected a key that the caller set in its own request, that says nothing about the client's keys.
      lastRejected = (await keys()).find((candidate) => candidate === key) ?? lastRejected;
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
