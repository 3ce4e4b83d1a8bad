import { build } from 'esbuild';

const options = { entryPoints: ['handler.js'], bundle: true, platform: 'node', target: 'node22' };
await build({ ...options, format: 'cjs', outfile: 'dist/handler.cjs' });
await build({ ...options, format: 'esm', outfile: 'dist/handler.mjs' });
