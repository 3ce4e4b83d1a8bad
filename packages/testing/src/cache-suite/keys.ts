import { randomUUID } from 'node:crypto';

/** Returns a key that no other test uses, so that all tests can run on one store. */
export function freshKey(): string {
  return `suite:${randomUUID()}`;
}

const root = freshKey();

/**
 * Keys that a careless store confuses: with one another, with a path, with a pattern, or with a property that every
 * object inherits.
 */
export const oddKeys: readonly string[] = [
  `${root}`,
  `${root} `,
  ` ${root}`,
  `${root}:`,
  `${root}:lock`,
  `${root}\n`,
  `${root.toUpperCase()}`,
  `${root}*`,
  `${root}?`,
  `${root}[a-z]`,
  `{${root}}`,
  `${root}/../x`,
  `${root}%2F`,
  `${root}'"\\;--`,
  `${root}$1`,
  `${root}é`,
  `${root}e\u0301`,
  `${root}🔑`,
  // The engine's own keys have at most 91 characters.
  `${root}${'x'.repeat(80)}`,
  `${root}${'x'.repeat(91)}`,
  '__proto__',
  'constructor',
  'toString',
];
