import * as v from 'valibot';

/**
 * An app's API key: a string, a pair `[current, next]` during a rotation, or a function that fetches either. The client
 * calls the function for each API request.
 *
 * @see https://docs.smokeball.com/docs/platform-docs/6h78i901g345h-security
 */
export type SmokeballApiKey = ApiKeyValue | (() => ApiKeyValue | Promise<ApiKeyValue>);

type ApiKeyValue = string | readonly [current: string, next: string];

/** The API keys of one client. After a refusal it sends the other key of a pair. */
export interface ApiKeyRing {
  /** The key to send. */
  current(): Promise<string>;
  /** The other key of the pair, which is the current one from then on; `undefined` if there is no other. */
  other(refused: string): Promise<string | undefined>;
}

export function createApiKeyRing(apiKey: SmokeballApiKey): ApiKeyRing {
  let preferred: string | undefined;

  async function keys(): Promise<readonly string[]> {
    const value = typeof apiKey === 'function' ? await apiKey() : apiKey;
    return typeof value === 'string' ? [value] : value;
  }

  return {
    async current() {
      const candidates = await keys();
      return candidates.find((key) => key === preferred) ?? candidates[0] ?? '';
    },
    async other(refused) {
      const candidates = await keys();
      // A refusal of a key that the caller set in its own request says nothing about the client's keys.
      const other = candidates.includes(refused) ? candidates.find((key) => key !== refused) : undefined;
      if (other !== undefined) preferred = other;
      return other;
    },
  };
}

const GatewayErrorSchema = v.object({ message: v.literal('Forbidden') });

/**
 * Whether a reply is the gateway's answer to a wrong or missing API key. A missing scope gets a 403 too, with another
 * text.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export async function refusesApiKey(reply: Response): Promise<boolean> {
  return reply.status === 403 && v.is(GatewayErrorSchema, await reply.json().catch(() => undefined));
}
