// Runs the worker without Node compatibility.
import { Miniflare } from 'miniflare';

const { SMOKEBALL_URL } = process.env;
const worker = new Miniflare({
  modules: true,
  scriptPath: 'dist/worker.js',
  compatibilityDate: '2025-06-01',
  bindings: { SMOKEBALL_URL },
});
const reply = await worker.dispatchFetch('http://worker.example/');
console.log(await reply.text());
await worker.dispose();
