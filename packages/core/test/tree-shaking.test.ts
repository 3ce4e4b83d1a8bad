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
        load: (id) => (id === 'program' ? `export { ${names} } from ${JSON.stringify(index)};` : null),
      },
    ],
  });
  const { output } = await bundle.generate();
  await bundle.close();
  return output.map((part) => (part.type === 'chunk' ? part.code : '')).join('\n');
}

const discovery = 'mtls_endpoint_aliases';

test('a program without discovery has none of it in its bundle', async () => {
  expect(await bundleOf('createProviderClient, clientSecretPost, parseOptions')).not.toContain(discovery);
  expect(await bundleOf('createDiscovery')).toContain(discovery);
});
