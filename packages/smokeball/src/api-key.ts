import * as v from 'valibot';

/** An API key; `[current, next]` while it is being rotated; or a function that fetches either, asked for each request. */
export type SmokeballApiKey = ApiKeyValue | (() => ApiKeyValue | Promise<ApiKeyValue>);

type ApiKeyValue = string | readonly [current: string, next: string];

/** The API keys of one client, and which of them the API accepted last. */
export interface ApiKeyRing {
  /** The key to send. */
  current(): Promise<string>;
  /** Another key than the one that was refused, from now on the current one; none where there is no other. */
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
      // A key that a caller sent along is the caller's own affair.
      const other = candidates.includes(refused) ? candidates.find((key) => key !== refused) : undefined;
      if (other !== undefined) preferred = other;
      return other;
    },
  };
}

const GatewayErrorSchema = v.object({ message: v.literal('Forbidden') });

/**
 * The gateway's answer to a wrong or missing key; a missing scope is a 403 too, with another text.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export async function refusesApiKey(reply: Response): Promise<boolean> {
  return reply.status === 403 && v.is(GatewayErrorSchema, await reply.json().catch(() => undefined));
}
