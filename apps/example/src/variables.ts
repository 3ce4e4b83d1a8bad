import * as v from 'valibot';

export type Environment = Readonly<Record<string, string | undefined>>;

type OptionEntries = Readonly<Record<string, v.GenericSchema<string | undefined, string | undefined>>>;

/** Reads options from environment variables, and collects the problems of all of them. */
export function createVariableReader(environment: Environment) {
  const problems: string[] = [];

  /** The value of a variable. An empty one counts as not set, so that a copy of .env.example sets nothing. */
  const textOf = (name: string) => environment[name]?.trim() || undefined;

  /** Reads the options of one provider. The option `clientId` is the variable `PREFIX_CLIENT_ID`. */
  function readProvider<const Entries extends OptionEntries>(prefix: string, entries: Entries) {
    const schema = v.object(entries);
    const found = Object.keys(entries).flatMap((option) => {
      const value = textOf(variableName(prefix, option));
      return value === undefined ? [] : [[option, value]];
    });
    if (found.length === 0) return undefined;
    const { success, output, issues } = v.safeParse(schema, Object.fromEntries(found));
    if (success) return output;
    for (const issue of issues) {
      const name = variableName(prefix, v.getDotPath(issue) ?? '');
      problems.push(
        issue.received === 'undefined'
          ? `${name} is missing: set it, or unset all ${prefix}_ variables.`
          : `${name} ${issue.message}.`,
      );
    }
    return undefined;
  }

  /** Reads one variable; `undefined` if it is not set. */
  function read<Output>(name: string, schema: v.GenericSchema<string, Output>): Output | undefined {
    const value = textOf(name);
    if (value === undefined) return undefined;
    const { success, output, issues } = v.safeParse(schema, value);
    if (success) return output;
    problems.push(`${name} ${issues[0].message}.`);
    return undefined;
  }

  return { readProvider, read, problems };
}

function variableName(prefix: string, option: string): string {
  return `${prefix}_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
