// What a program may import from the package, and what it may derive from that.
import {
  type AccessToken,
  type ClientAuth,
  GrantError,
  type GrantEvent,
  isGrantError,
  isHTTPError,
  type KyOptions,
  memoryTokenCache,
  type SealedTokenCacheOptions,
  type SmokeballOptions,
  sealedTokenCache,
  type TokenCache,
} from '@grantkit/smokeball';

export const cache = memoryTokenCache();
export const seal = (keys: SealedTokenCacheOptions['keys']): TokenCache => sealedTokenCache(cache, { keys });
export const lock = async () => cache.lock?.('key', { ttl: 1_000 });
export const options = {
  region: 'au',
  clientId: 'id',
  clientSecret: ['current', 'next'],
  apiKey: 'key',
  cache,
  onEvent: (event) => console.log(event.provider, event.type),
} satisfies SmokeballOptions;
export const optionsOf = ({ clientSecret, clock, onEvent, parameters }: SmokeballOptions) => ({
  clientSecret,
  clock,
  onEvent,
  parameters,
});
export const failures: GrantEvent[] = [];
export const onEvent = (event: GrantEvent) => (event.type === 'failed' ? failures.push(event) : undefined);
export const bearer = ({ accessToken }: AccessToken) => `Bearer ${accessToken}`;
export const methodOf = ({ method }: ClientAuth) => method;
export const hooks = {
  beforeRequest: [({ request }) => request.headers.set('x-trace', '1')],
  afterResponse: [({ response }) => console.log(response.status)],
} satisfies KyOptions['hooks'];
export const grantError = (error: unknown) => (isGrantError(error) ? error : undefined);
export const httpError = (error: unknown) => (isHTTPError(error) ? error : undefined);
export const request = (error: unknown) => httpError(error)?.request;
export const requestOptions = (error: unknown) => httpError(error)?.options;
export class NoToken extends GrantError {}
