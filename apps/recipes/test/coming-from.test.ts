import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isGrantError } from '@grantkit/issuer';
import { isAxiosError } from 'axios';
import { expect, test } from 'vitest';
import { startProgram } from './coming-from/bed.ts';
import { situations } from './coming-from/situations.ts';

const pages = join(import.meta.dirname, '..', '..', '..', 'docs', 'coming-from');
const programs = join(import.meta.dirname, '..', 'src', 'coming-from');
const names = readdirSync(pages).flatMap((file) => (file === 'README.md' ? [] : [file.slice(0, -'.md'.length)]));

/** The npm package that a page is about; absent for your own code. */
const packages: Readonly<Record<string, string>> = {
  'openid-client': 'openid-client',
  'msal-node': '@azure/msal-node',
  'simple-oauth2': 'simple-oauth2',
  axios: 'axios',
};

function pageOf(name: string): string {
  return readFileSync(join(pages, `${name}.md`), 'utf8');
}

/** The cells of the tables of a page, by the first cell of a row. */
function rowsOf(page: string): ReadonlyMap<string, readonly string[]> {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  return new Map(
    lines.map((line): [string, readonly string[]] => {
      const [first = '', ...others] = line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim());
      return [first, others];
    }),
  );
}

test('there is a page for every program, and a program for every page', () => {
  const before = readdirSync(programs).flatMap((file) => file.match(/^(.+)-before\.ts$/)?.[1] ?? []);
  expect(names.toSorted()).toEqual(before.toSorted());
});

test.each(names)('the page about %s shows its programs, and no other code', (name) => {
  const shown = [...pageOf(name).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program);
  const files = readdirSync(programs).filter((file) => file.startsWith(`${name}-`));
  expect(shown.toSorted()).toEqual(files.map((file) => readFileSync(join(programs, file), 'utf8')).toSorted());
});

test.each(
  Object.entries(situations).flatMap(([situation, observe]) => names.map((name) => ({ name, situation, observe }))),
)('the page about $name says what its programs do: $situation', async ({ name, situation, observe }) => {
  const measured = [await observe(`${name}-before`), await observe(`${name}-after`)];
  expect(rowsOf(pageOf(name)).get(situation)).toEqual(measured);
});

test.each(Object.entries(situations))(
  'axios with `client.fetch` does what `client.api` does: %s',
  async (_, observe) => {
    expect(await observe('axios-kept')).toBe(await observe('axios-after'));
  },
);

test('axios over `client.fetch` throws its own error, whose cause is the GrantError', async () => {
  const { server, call } = await startProgram('axios-kept');
  server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  const error: unknown = await call().catch((reason: unknown) => reason);
  expect(isGrantError(error)).toBe(false);
  expect(isAxiosError(error) && isGrantError(error.cause)).toBe(true);
});

test('your own code sends "undefined" to the API when the secret is wrong, and Grantkit sends nothing', async () => {
  const authorizations: unknown[][] = [];
  for (const file of ['your-own-code-before', 'your-own-code-after']) {
    const { server, call } = await startProgram(file);
    server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
    await expect(call()).rejects.toThrow();
    authorizations.push(server.apiRequests.map(({ headers }) => headers['authorization']));
  }
  expect(authorizations).toEqual([['Bearer undefined'], []]);
});

test.each(Object.entries(packages))('the page about %s names the version that was run', (name, npmName) => {
  const manifest = join(import.meta.dirname, '..', 'node_modules', npmName, 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  expect(pageOf(name)).toContain(`${npmName} ${version}`);
});

// Only the list: the text around it may name options of Grantkit.
test.each(Object.entries(packages))(
  'each name on the list of what only %s does is exported by %s',
  async (name, npmName) => {
    const [, section = ''] = pageOf(name).split('## What is not here\n');
    const named = [...listIn(section).matchAll(/`([A-Za-z]+)`/g)].map(([, word]) => word);
    const exported: Readonly<Record<string, unknown>> = await import(npmName);
    const members = Object.entries(exported).flatMap(([key, value]) => [key, ...methodsOf(value)]);
    expect(members).toEqual(expect.arrayContaining(named));
  },
);

test('a token without `expires_in` never ends for simple-oauth2, and ends within a year for Grantkit', async () => {
  const requests: number[] = [];
  for (const file of ['simple-oauth2-before', 'simple-oauth2-after']) {
    const { server, call, advance } = await startProgram(file);
    server.setLifetime(2 * 365 * 86_400);
    server.answerAlways({ fate: 'grant', token: { expires_in: undefined } });
    await call();
    advance(365 * 86_400);
    await call();
    requests.push(server.tokenRequests.length);
  }
  expect(requests).toEqual([1, 2]);
});

function listIn(section: string): string {
  return section.split('\n\n').find((part) => part.startsWith('- ')) ?? '';
}

function methodsOf(value: unknown): readonly string[] {
  if (typeof value !== 'function' || typeof value.prototype !== 'object') return [];
  const parent: unknown = Object.getPrototypeOf(value);
  return [...Object.getOwnPropertyNames(value.prototype), ...methodsOf(parent)];
}
