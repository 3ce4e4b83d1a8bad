/** The names of one provider and its package. */
export interface ProviderNames {
  /** The name in errors, events and file names, such as `acme-pay`. */
  readonly provider: string;
  /** The npm name of the package. */
  readonly packageName: string;
}

/** The template would have two exports or files of one name. */
const taken: ReadonlyMap<string, string> = new Map([
  ['client', '`ClientOptions` is an interface of @grantkit/core'],
  ['provider-client', '`createProviderClient` is a function of @grantkit/core'],
  ['authorization-server', '`createAuthorizationServer` is a function of @grantkit/testing'],
  ['index', '`src/index.ts` is the entry of the package'],
]);

/**
 * The names that follow from the argument: a provider such as `acme`, whose package is `grantkit-acme`, or the full npm
 * name of a package, such as `@acme/grantkit` or `@company/grantkit-acme`.
 *
 * @throws {Error} if a package, a file or an identifier cannot have the name.
 */
export function providerNames(argument: string): ProviderNames {
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
  const reason = taken.get(provider);
  if (reason !== undefined)
    throw new Error(
      `A provider cannot be called \`${provider}\`: ${reason}. Pass a longer name, such as \`my-${provider}\`.`,
    );
  return { provider, packageName };
}

/** The part of identifiers: `AcmePay` for `acme-pay`, as in `createAcmePay`. An identifier cannot start with a digit. */
export function identifierOf(provider: string): string {
  return titleOf(/^\d/.test(provider) ? `provider-${provider}` : provider).replaceAll(' ', '');
}

/** The name in sentences: `Acme Pay` for `acme-pay`. */
export function titleOf(provider: string): string {
  return provider
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
