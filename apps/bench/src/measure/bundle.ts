import { rolldown } from 'rolldown';

export interface BundleOptions {
  /** Whether packages stay imports instead of becoming part of the bundle. @default false */
  readonly packagesOutside?: boolean;
  /** @default false */
  readonly minify?: boolean;
}

/** Makes one ES module of a program. Its imports are resolved as those of a file in this folder. */
export async function bundle(
  code: string,
  { packagesOutside = false, minify = false }: BundleOptions,
): Promise<string> {
  const id = `${import.meta.dirname}/program.js`;
  const build = await rolldown({
    input: id,
    platform: 'node',
    external: packagesOutside ? /^[^./]/ : [],
    logLevel: 'silent',
    plugins: [
      {
        name: 'program',
        resolveId: (source) => (source === id ? id : null),
        load: (source) => (source === id ? code : null),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify, codeSplitting: false });
  await build.close();
  return output.map((part) => (part.type === 'chunk' ? part.code : '')).join('');
}
