/** The names of one provider and its package. */
export interface ProviderNames {
  /** The name in errors, events and file names, such as `acme-pay`. */
  readonly provider: string;
  /** The npm name of the package. */
  readonly packageName: string;
  /** The name in sentences, such as `Acme Pay`. */
  readonly title: string;
  /** The name in identifiers: `AcmePay`, as in `createAcmePay`. */
  readonly identifier: string;
}

/** Names that a provider cannot have, with the reasons. The package would have two exports or files with the same name. */
const taken: ReadonlyMap<string, string> = new Map([
  ['Client', '`ClientOptions` is an interface of @grantkit/core'],
  ['ProviderClient', '`createProviderClient` is a function of @grantkit/core'],
  ['AuthorizationServer', '`createAuthorizationServer` is a function of @grantkit/testing'],
  ...['Token', 'Ky', 'KyNormalized', 'KyRetry', 'MemoryTokenCache', 'SealedTokenCache'].map(
    (name): [string, string] => [name, `\`${name}Options\` is a type of @grantkit/core, which the package exports too`],
  ),
  ['index', '`src/index.ts` is the entry of the package'],
  ['suite', '`test/suite.test.ts` has the tests of every adapter'],
]);

/**
 * The names that follow from the argument: a provider such as `acme`, whose package is `grantkit-acme`, or the full npm
 * name of a package, such as `@acme/grantkit` or `@company/grantkit-acme`.
 *
 * @param spelling the provider's own spelling of its name, such as `PayPal`; by default `titleOf` makes it
 * @throws {Error} if a package, a file or an identifier cannot have the name.
 */
export function providerNames(argument: string, spelling?: string): ProviderNames {
  const [, scope, base = ''] = /^(?:@([^/]*)\/)?(.*)$/.exec(argument) ?? [];
  const isPackage = scope !== undefined || /^grantkit-|-grantkit$/.test(base);
  const short = base.replace(/^grantkit-|-grantkit$/, '');
  const provider = (scope !== undefined && short === 'grantkit' ? scope : short).replaceAll(/[._]/g, '-');
  const packageName = isPackage ? argument : `grantkit-${provider}`;

  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(provider) || (isPackage && !/^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$/.test(argument)))
    throw new Error(
      `\`${argument}\` cannot be the name of a provider or of a package. A provider's name consists of lower-case ` +
        'letters, digits and single hyphens. Pass a name such as `acme-pay`, or the full npm name of the package, such ' +
        'as `@acme/grantkit`.',
    );
  if (packageName.length > 214)
    throw new Error(`The package name has ${packageName.length} characters. npm allows 214. Pass a shorter name.`);

  const title = (spelling ?? titleOf(provider)).normalize();
  const identifier = identifierOf(title);
  // The title becomes a part of strings, comments and tables. A quote or a vertical bar would end them.
  if (identifier === '' || !/^[\p{L}\p{Nd}!&+.’-]+( [\p{L}\p{Nd}!&+.’-]+)*$/u.test(title))
    throw new Error(
      'The title must have letters or digits. It may also have single spaces and the characters ! & + . ’ and -. Pass ' +
        "the provider's own spelling of its name, such as `PayPal`.",
    );
  for (const name of [provider, identifier]) {
    const reason = taken.get(name);
    if (reason !== undefined)
      throw new Error(
        `A provider cannot be called \`${name}\`: ${reason}. Pass a longer name, such as \`my-${provider}\`.`,
      );
  }
  return { provider, packageName, title, identifier };
}

/** The title without spaces, hyphens and other characters. An identifier cannot start with a digit. */
function identifierOf(title: string): string {
  const word = title.replaceAll(/[^\p{L}\p{Nd}]/gu, '');
  return /^\p{Nd}/u.test(word) ? `Provider${word}` : word.replace(/^./u, (letter) => letter.toUpperCase());
}

/** `Acme Pay` for `acme-pay`. */
function titleOf(provider: string): string {
  return provider
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
