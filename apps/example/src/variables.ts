import * as v from 'valibot';

export type Environment = Readonly<Record<string, string | undefined>>;

type OptionEntries = Readonly<Record<string, v.GenericSchema<string | undefined, string | undefined>>>;

/** Reads the options of several providers from environment variables, and collects the problems of all of them. */
export function createVariableReader(environment: Environment) {
  const problems: string[] = [];

  /** The option `clientId` is the variable `PREFIX_CLIENT_ID`. It returns `undefined` if no variable is set. */
  function read<const Entries extends OptionEntries>(prefix: string, entries: Entries) {
    const schema = v.object(entries);
    const found = Object.keys(entries).flatMap((option) => {
      const value = environment[variableName(prefix, option)]?.trim();
      // An empty value counts as not set, so that a copy of .env.example sets nothing.
      return value ? [[option, value]] : [];
    });
    if (found.length === 0) return undefined;
    const { success, output, issues } = v.safeParse(schema, Object.fromEntries(found));
    if (success) return output;
    for (const issue of issues) {
      const name = variableName(prefix, v.getDotPath(issue) ?? '');
      problems.push(
        issue.received === 'undefined'
          ? `${name} is missing: set it, or unset all ${prefix}_ variables to simulate this provider.`
          : `${name} ${issue.message}.`,
      );
    }
    return undefined;
  }

  return { read, problems };
}

function variableName(prefix: string, option: string): string {
  return `${prefix}_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
