import assert from 'node:assert/strict';
import type { ExpectedMembers } from './options.ts';

/** Headers or parameters by name. A pattern stands for a value that is new each time. */
export type Members = Readonly<Record<string, string | RegExp>>;

/** Fails unless there are exactly these members, each once. */
export function expectMembers(
  where: string,
  kind: 'header' | 'parameter',
  actual: readonly (readonly [string, unknown])[],
  expected: Members,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const values = actual.filter(([sent]) => sent === name).map(([, sent]) => sent);
    const matches = (sent: unknown) => (typeof value === 'string' ? sent === value : value.test(String(sent)));
    assert.ok(values.length > 0, `The ${where} must have the ${kind} \`${name}\`.`);
    assert.ok(values.length === 1, `The ${where} must have the ${kind} \`${name}\` only once.`);
    assert.ok(values.every(matches), `The ${kind} \`${name}\` is ${shown(values[0])}, but must be ${shown(value)}.`);
  }
  const unknown = actual.map(([name]) => name).filter((name) => !(name in expected));
  assert.deepEqual(unknown, [], `The ${where} must have no ${kind} besides those that the suite's options declare.`);
}

/** The value, with what base64 hides in Basic. */
function shown(value: unknown): string {
  const text = String(value);
  const [, pair] = /^Basic (.+)$/.exec(text) ?? [];
  return pair === undefined ? text : `${text} ("${Buffer.from(pair, 'base64').toString()}")`;
}

/** The members that have a value. */
export function present(members: NonNullable<ExpectedMembers['parameters']>): Members {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function lowerCaseNames<T>(members: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name.toLowerCase(), value]));
}
