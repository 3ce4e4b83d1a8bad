// Mistakes that a contribution can have, and ordinary changes that must pass.

export interface Case {
  readonly what: string;
  /** How a line of the report starts. No other line may be a failure. */
  readonly line: string;
  /** How further lines of the report start. @default [] */
  readonly places?: readonly string[];
  /** The package that `check:packages` checks; `undefined` for `check:changesets`. */
  readonly checked: string | undefined;
  readonly files: readonly string[];
  /** The new text of each file; `undefined` removes it. The text of a file that does not exist is empty. */
  readonly change: (text: string) => string | undefined;
}

const finished = 'no line of a package to release is marked FILL IN';
const scope = 'a change that adds a provider touches nothing else';
const unchanged = (text: string) => text;
const filledIn = (text: string) => text.replaceAll('FILL IN', 'filled in');
const appended = (addition: string) => (text: string) => `${text}${addition}\n`;

/** The files in which a new package has lines marked FILL IN. */
function marked(name: string): string[] {
  const files = [
    'README.md',
    `src/${name}.ts`,
    `test/${name}-dialect.ts`,
    `test/${name}.test.ts`,
    'test/suite.test.ts',
  ];
  return [`.changeset/${name}-first-release.md`, ...files.map((file) => `packages/${name}/${file}`)];
}

/** Changes in the branch that adds the package and `others`. */
export function contributions(name: string, others: readonly string[]): Case[] {
  const unfinished = ['README.md', ...[name, ...others].flatMap(marked)];
  return [
    {
      what: 'lines marked FILL IN fail, and each file is named',
      line: `FAIL ${finished}`,
      places: unfinished.map((file) => `       ${file}:`),
      checked: undefined,
      files: ['README.md'],
      change: unchanged,
    },
    {
      what: 'without these lines it can be released',
      line: `ok   ${finished}`,
      checked: undefined,
      files: unfinished,
      change: filledIn,
    },
    {
      what: 'a whole contribution passes',
      line: `ok   ${scope}`,
      checked: name,
      files: ['README.md'],
      change: unchanged,
    },
    {
      what: 'a missing row in the README fails',
      line: `FAIL ${name}: the root README has a row for it`,
      checked: name,
      files: ['README.md'],
      change: (text) => text.replace(new RegExp(`^.*packages/${name}\\).*\\n`, 'm'), ''),
    },
    {
      what: 'a missing changeset fails',
      line: `FAIL ${name}: a first release has a changeset`,
      checked: name,
      files: [`.changeset/${name}-first-release.md`],
      change: () => undefined,
    },
    {
      what: 'a change of another package fails',
      line: `FAIL ${scope}`,
      checked: name,
      files: ['packages/core/README.md'],
      change: appended(''),
    },
    {
      what: 'a new file in another package fails',
      line: `FAIL ${scope}`,
      checked: name,
      files: ['packages/core/test/new.test.ts'],
      change: appended(''),
    },
    {
      what: 'a quirk without a source fails',
      line: `FAIL ${name}: each quirk in the README has a source`,
      checked: name,
      files: [`packages/${name}/README.md`],
      change: (text) => text.replace('| FILL IN |', '| |'),
    },
    {
      what: 'a quirk whose test does not exist fails',
      line: `FAIL ${name}: each quirk in the README has a source, a test that exists`,
      checked: name,
      files: [`packages/${name}/README.md`],
      change: (text) => text.replace('`suite.test.ts`', '`sweet.test.ts`'),
    },
    {
      what: 'a quirk without a server fails',
      line: `FAIL ${name}: each quirk in the README has a source, a test that exists, and a server`,
      checked: name,
      files: [`packages/${name}/README.md`],
      change: (text) => text.replace('| documents only |', '| |'),
    },
    {
      what: 'a link without a definition fails',
      line: `FAIL ${name}: each link in the README has a definition`,
      checked: name,
      files: [`packages/${name}/README.md`],
      change: (text) => text.replace('| FILL IN |', '| [token endpoint][token] |'),
    },
    {
      what: "an option row that is not core's fails",
      line: `FAIL ${name}: option rows are core's`,
      checked: name,
      files: [`packages/${name}/README.md`],
      change: (text) => text.replace('the clocks and timers', 'a clock'),
    },
  ];
}

/** Changes after the main branch has got the package. */
export function laterChanges(name: string, hasHistory: boolean): Case[] {
  const inCore = (what: string, addition: string): Case => ({
    what: `${what} in core's code fails`,
    line: 'FAIL core: names no provider',
    checked: 'core',
    files: ['packages/core/src/platform/abort.ts'],
    change: appended(addition),
  });
  return [
    {
      what: 'a change of core and of an adapter together passes',
      line: `ok   ${scope}`,
      checked: 'core',
      files: ['packages/core/README.md', `packages/${name}/README.md`],
      change: appended(''),
    },
    inCore('the package of a provider', '// as @grantkit/smokeball does'),
    inCore('a host of a provider', `'https://api.${name}.com';`),
    ...(hasHistory ? [inCore('the name of a provider', 'const smokeballHosts = 1;')] : []),
  ];
}

/** A change in a clone that does not have the main branch. */
export function withoutMain(name: string): Case {
  return {
    what: 'without a main branch the scope is not checked, and the report says so',
    line: `ok   ${scope} (skipped`,
    checked: name,
    files: ['packages/core/README.md'],
    change: appended(''),
  };
}
