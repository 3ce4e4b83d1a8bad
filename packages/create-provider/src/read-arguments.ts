import { parseArgs } from 'node:util';
import { type ProviderNames, providerNames } from './provider-names.ts';

/** How the client shows its id and secret to the token endpoint. */
export type Auth = 'basic' | 'basic-raw' | 'post';

/** What the command line says about a provider. */
export interface ProviderArguments extends ProviderNames {
  readonly auth: Auth;
  /** The URL of the token endpoint; `undefined` if the command line does not say it. */
  readonly tokenEndpoint: string | undefined;
  /** The base URL of the API; `undefined` if the command line does not say it. */
  readonly apiBaseUrl: string | undefined;
}

/** What `--help` prints below the usage line. */
export const help = `NAME is the provider's name, such as acme, or the full npm name of the package, such as @acme/grantkit.

  --title TITLE             The provider's own spelling of its name, such as PayPal. By default acme-pay becomes
                            Acme Pay. Identifiers are the title without spaces: createPayPal, createAcmePay.
  --auth basic              The token request shows the client id and secret in the Authorization header,
                            form-encoded (RFC 6749, section 2.3.1). This is the default.
  --auth basic-raw          The same without form encoding.
  --auth post               The token request shows them in the body.
  --token-endpoint URL      The URL of the provider's token endpoint.
  --api URL                 The base URL of the provider's API.
  --help                    Prints this text.

The package has tests that pass, and lines marked FILL IN for facts that only the provider's pages can tell.`;

/**
 * Reads the command line; `undefined` if it asks for help.
 *
 * @throws {Error} if an argument is missing, wrong or unknown.
 */
export function readArguments(args: readonly string[]): ProviderArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      title: { type: 'string' },
      auth: { type: 'string', default: 'basic' },
      'token-endpoint': { type: 'string' },
      api: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const [name] = positionals;
  if (name === undefined || positionals.length > 1)
    throw new Error(
      `${name === undefined ? "The provider's name is missing" : 'There are several names'}. Pass the name of one provider, such as \`acme\`. \`npm create\` passes ` +
        'options on only if they follow `--`.',
    );
  const { title, auth, 'token-endpoint': tokenEndpoint, api } = values;
  if (!isAuth(auth))
    throw new Error(
      `\`--auth\` is \`${auth}\`. It must be \`basic\`, \`basic-raw\` or \`post\`. \`--help\` explains them.`,
    );
  if (tokenEndpoint !== undefined && !isEndpoint(tokenEndpoint))
    throw new Error(
      '`--token-endpoint` must be an https:// URL without user, fragment, dot segments, credentials, `@` and `*`. Copy the URL from ' +
        "the provider's pages, such as `https://auth.acme.example/token`.",
    );
  if (api !== undefined && (!isEndpoint(api) || api.includes('?')))
    throw new Error(
      '`--api` must be an https:// URL without user, query, fragment, dot segments, `@` and `*`. Copy the base URL from the ' +
        "provider's pages, such as `https://api.acme.example/v2`.",
    );
  const apiBaseUrl = api === undefined ? undefined : new URL(api).href.replace(/\/+$/, '');
  return { ...providerNames(name, title), auth, tokenEndpoint, apiBaseUrl };
}

function isAuth(text: string): text is Auth {
  return ['basic', 'basic-raw', 'post'].includes(text);
}

/** The URL becomes a part of strings, comments and tables. A quote, an asterisk or a vertical bar could end them. */
function isEndpoint(text: string): boolean {
  return (
    /^https:\/\/[a-z0-9.-]+(:\d+)?([/?][\w.~!$&()+,;=:%/?-]*)?$/i.test(text) &&
    !/\/(\.|%2e){1,2}(\/|\?|$)|client_(secret|assertion)=/i.test(text) &&
    URL.canParse(text)
  );
}
