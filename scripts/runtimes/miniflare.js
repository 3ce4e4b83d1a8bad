// Runs a bundled worker once on workerd, without Node compatibility: `node miniflare.js WORKER MINIFLARE`.
import { pathToFileURL } from 'node:url';

const [, , worker, miniflare] = process.argv;
const { Miniflare } = await import(pathToFileURL(miniflare).href);
const runtime = new Miniflare({ modules: true, scriptPath: worker, compatibilityDate: '2025-06-01' });
const reply = await runtime.dispatchFetch('http://worker.example/');
console.log(await reply.text());
await runtime.dispose();
