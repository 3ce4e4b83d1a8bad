import assert from 'node:assert/strict';
import { acceptedOptions, unknownOption } from './accepted-options.ts';
import { expectNoCredential, shows } from './leak-search.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { asGrantError } from './outcomes.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';

/** A part of the values in these tests. It must never be in an error, because the value of an option may be a secret. */
const marker = 'suite-value-7c41';

/** Wrong values of the options that all clients share. */
const wrongShared: Readonly<Record<string, readonly unknown[]>> = {
  clientId: ['', undefined, { marker }],
  clientSecret: ['', [marker], { marker }],
  scope: [`"${marker}"`, [7]],
  parameters: [marker, { a: { marker } }],
  cache: [marker, {}],
  fetch: [marker],
  timeout: [0, -1, marker],
  maxRetryAfter: [-1, marker],
  expiryMargin: [-1, marker],
  waitUntil: [marker],
  onEvent: [marker],
  clock: [{}],
};

/** Values that most options refuse. An option may accept them. */
const oddValues = [
  7,
  '',
  ` ${marker}\r\n`,
  { [marker]: marker },
  [marker],
  `ftp://user:${marker}@acme.example/?${marker}#`,
];

/** The words of core's message if the schema of an option does not say what it expects. */
const unsaid = / must be (something else|unknown|\/)/;

/** A wrong option is an error when the client is made. The error names the option and does not show its value. */
export function optionTests(options: ProviderSuiteOptions): ProviderTests {
  const { wrongOptions = {}, usesClientSecret = true } = options;
  // Without a secret, the adapter may drop the option instead of checking it.
  const { clientSecret, ...others } = wrongShared;
  const shared = usesClientSecret ? wrongShared : others;
  const refuses = (name: string, values: readonly unknown[]) => async (bed: SuiteBed) => {
    for (const value of values) {
      const error = errorOf(bed, { [name]: value });
      assert.ok(error !== undefined, `The option \`${name}\` must not be ${JSON.stringify(value)}.`);
      expectOptionError(error, name, value, options);
    }
  };
  return {
    ...Object.fromEntries(
      Object.entries(shared).map(([name, values]) => [`refuses a wrong \`${name}\``, refuses(name, values)]),
    ),
    ...Object.fromEntries(
      Object.entries(wrongOptions).map(([name, values]) => [
        `refuses every value of \`${name}\` that the suite's options call wrong`,
        refuses(name, values),
      ]),
    ),

    async 'refuses an unknown option, and lists the known options'(bed) {
      expectOptionError(errorOf(bed, { [unknownOption]: marker }), unknownOption, marker, options);
      assert.ok(acceptedOptions(bed).includes('clientId'), 'The hint must list the options, each in backticks.');
    },

    async 'names an option with an odd value, and does not repeat the value'(bed) {
      for (const name of acceptedOptions(bed)) {
        for (const value of oddValues) {
          const error = errorOf(bed, { [name]: value });
          if (error !== undefined) expectOptionError(error, name, value, options);
        }
      }
    },
  };
}

function expectOptionError(thrown: unknown, name: string, value: unknown, options: ProviderSuiteOptions): void {
  const error = asGrantError(thrown);
  assert.equal(error.code, 'invalid_config', `The code of the error about \`${name}\` must be invalid_config.`);
  assert.ok(error.message.includes(`\`${name}`), `The message must name the option \`${name}\`: ${error.message}`);
  assert.doesNotMatch(error.message, unsaid, `The message must say what the option \`${name}\` must be.`);
  // Shorter values, such as `id`, are in ordinary words.
  const texts = typeof value === 'string' && value.length > 10 ? [marker, value] : [marker];
  assert.ok(!shows(error, texts), `The error about \`${name}\` must not repeat the value.`);
  expectNoCredential(`The error about \`${name}\``, error, options);
}

/** The error that `create` throws for these options; `undefined` if it makes a client. */
function errorOf({ connectWith }: SuiteBed, own: Readonly<Record<string, unknown>>): unknown {
  try {
    connectWith(own);
    return undefined;
  } catch (error) {
    return error;
  }
}
