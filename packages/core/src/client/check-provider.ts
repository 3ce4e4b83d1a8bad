import type { ClientAuth } from '../contract/client-auth.ts';
import type { ClientOptions } from '../contract/client-options.ts';
import { endpointUrlRule, isEndpointUrl, isTokenEndpointUrl, tokenEndpointUrlRule } from '../contract/endpoint-url.ts';
import { invalidConfig } from '../contract/grant-error.ts';
import type { Provider } from '../contract/provider.ts';
import { syncResult } from '../platform/sync-result.ts';

/** Checks what an adapter says of its provider, and whether the options of the client fit it. */
export function checkProvider(provider: Provider, { clientId, clientSecret, parameters = {} }: ClientOptions): void {
  const { name, issuer, clientAuth, tokenEndpoint, apiBaseUrl, defaultLifetime, errorPage } = provider;
  if (clientAuth.usesClientSecret && clientSecret === undefined) {
    throw invalidConfig(name, `The option \`clientSecret\` is missing. The method ${clientAuth.method} needs it`);
  }
  const problem = clientIdProblem(clientAuth, clientId);
  if (problem !== undefined) throw invalidConfig(name, problem);
  if (typeof tokenEndpoint === 'string' && !isTokenEndpointUrl(tokenEndpoint))
    throw invalidConfig(name, `The provider's \`tokenEndpoint\` must be ${tokenEndpointUrlRule}`);
  // An empty issuer would be the same for all servers, whose clients would then share tokens.
  if (issuer !== undefined && !isEndpointUrl(issuer))
    throw invalidConfig(name, `The provider's \`issuer\` must be ${endpointUrlRule}`);
  if (typeof apiBaseUrl === 'string' && !isEndpointUrl(apiBaseUrl))
    throw invalidConfig(name, `The provider's \`apiBaseUrl\` must be ${endpointUrlRule}`);
  if (defaultLifetime !== undefined && !(defaultLifetime > 0 && Number.isFinite(defaultLifetime)))
    throw invalidConfig(name, "The provider's `defaultLifetime` must be a finite number of ms above 0");
  if (errorPage !== undefined && !isErrorPage(errorPage))
    throw invalidConfig(name, "The provider's `errorPage` must be an https:// URL, or `#` and the name of a heading");
  const taken = Object.keys(parameters).find(
    (parameter) => reservedParameter.test(parameter) || Object.hasOwn(provider.parameters ?? {}, parameter),
  );
  if (taken !== undefined)
    throw invalidConfig(
      name,
      `The option \`parameters\` must not contain \`${taken.slice(0, 40)}\`, because Grantkit or the adapter sets it`,
    );
}

function clientIdProblem(clientAuth: ClientAuth, clientId: string): string | undefined {
  try {
    const returned: unknown = clientAuth.refuses?.(clientId);
    if (returned === undefined) return undefined;
    const text = syncResult(returned);
    if (typeof text === 'string') return text;
  } catch {}
  return `The function \`refuses\` of the client authentication ${clientAuth.method} must return a text or undefined`;
}

/**
 * Otherwise a `URL` object would turn each error that has a hint into a `TypeError`, and the client would hold back no
 * refused secret.
 */
function isErrorPage(page: unknown): boolean {
  if (typeof page !== 'string') return false;
  if (page.startsWith('#')) return /^#[\x21-\x7e]+$/.test(page);
  return page.startsWith('https://') && isTokenEndpointUrl(page.replace(/#[\x21-\x7e]*$/, ''));
}

/** Parameters that would replace the grant, the client or its scope. */
const reservedParameter = /^(grant_type|client_id|client_secret|client_assertion.*|scope)$/i;
