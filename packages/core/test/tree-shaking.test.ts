import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

/** The bundle of a program that imports these names from core, without core's dependencies. */
async function bundleOf(names: string): Promise<string> {
  const index = new URL('../src/index.ts', import.meta.url).pathname;
  const bundle = await rolldown({
    input: 'program',
    external: ['ky', 'valibot'],
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? id : null),
        // The package has one module, so no bundler can leave out the modules of `src` as a whole. What they do when they
        // are imported stays, and most bundlers do not know that a schema has no side effects.
        transform: (code) => ({ code, moduleSideEffects: true }),
        load: (id) => (id === 'program' ? `export { ${names} } from ${JSON.stringify(index)};` : null),
      },
    ],
  });
  const { output } = await bundle.generate();
  await bundle.close();
  return output.map((part) => (part.type === 'chunk' ? part.code : '')).join('\n');
}

test.each([
  ['discovery', 'createDiscovery', 'mtls_endpoint_aliases'],
  ['introspection', 'readIntrospection', 'looseObject'],
  ['a sealed cache', 'sealedTokenCache', 'AES-GCM'],
])('a program without %s has none of it in its bundle', async (_, name, code) => {
  expect(await bundleOf('createProviderClient, clientSecretPost, parseOptions')).not.toContain(code);
  expect(await bundleOf(name)).toContain(code);
});
