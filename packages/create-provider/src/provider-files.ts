import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alignTables } from './align-tables.ts';
import type { Auth, ProviderArguments } from './read-arguments.ts';

const template = fileURLToPath(new URL('../template', import.meta.url));

/** Files with another name in the template. npm does not pack `.gitignore`, and publint reports a second `package.json`. */
const realNames: Readonly<Record<string, string>> = { gitignore: '.gitignore', 'manifest.json': 'package.json' };

/** The code and the sentence of the README for each way. The template contains those of `basic`. */
const ways: Readonly<Record<Auth, { readonly call: string; readonly fact: string }>> = {
  basic: {
    call: 'clientSecretBasic()',
    fact: 'The client id and secret go into the `Authorization` header, form-encoded.',
  },
  'basic-raw': {
    call: "clientSecretBasic({ encoding: 'raw' })",
    fact: 'The client id and secret go into the `Authorization` header, without form encoding.',
  },
  post: {
    call: 'clientSecretPost()',
    fact: 'The client id and secret go into the body.',
  },
};

/** The files of a provider's package, by path. They are the template's files with the names of the provider. */
export function providerFiles(plan: ProviderArguments): ReadonlyMap<string, string> {
  const { provider, packageName, title, identifier, auth } = plan;
  const { call, fact } = ways[auth];
  // A longer word must come before the words that it contains. Otherwise only its part would be replaced.
  const words: Readonly<Record<string, string>> = {
    [ways.basic.fact]: fact,
    'clientSecretBasic()': call,
    clientSecretBasic: call.replace(/\(.*/, ''),
    "auth: 'basic'": `auth: '${auth}'`,
    'grantkit-acme': packageName,
    'https://auth.acme.example/token': plan.tokenEndpoint ?? `https://auth.${provider}.example/token`,
    'https://api.acme.example': plan.apiBaseUrl ?? `https://api.${provider}.example`,
    createAcme: `create${identifier}`,
    startAcme: `start${identifier}`,
    AcmeOptions: `${identifier}Options`,
    Acme: title,
    acme: provider,
  };
  // All words are replaced in one pass. Otherwise a word could be replaced inside a word that was just put in.
  const pattern = new RegExp(Object.keys(words).map(escaped).join('|'), 'g');
  const replaced = (text: string) => text.replaceAll(pattern, (word) => words[word] ?? word);
  const finished = (path: string, text: string) => (path.endsWith('.md') ? alignTables(text) : text);

  const files = templateFiles(auth).map(([path, file]): [string, string] => [
    realNames[path] ?? replaced(path),
    finished(path, replaced(readFileSync(join(template, file), 'utf8'))),
  ]);
  return new Map(files);
}

/** The paths of the package, and the template's files for them: `name.post.ts` is `name.ts` for `post`. */
function templateFiles(auth: Auth): [path: string, file: string][] {
  const files = readdirSync(template, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(template, join(parentPath, name)).replaceAll(sep, '/'));
  return files
    .filter((file) => !/\.(basic-raw|post)\.ts$/.test(file))
    .map((path) => {
      const variant = path.replace(/\.ts$/, `.${auth}.ts`);
      return [path, files.includes(variant) ? variant : path];
    });
}

function escaped(text: string): string {
  return text.replaceAll(/[.()]/g, '\\$&');
}
