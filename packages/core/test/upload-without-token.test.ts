import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

const source = new URL('../src/index.ts', import.meta.url).href;
const form = `(() => { const form = new FormData(); form.set('file', new Blob(['x'.repeat(500)]), 'a.pdf'); return form; })()`;
const requests = {
  api: `client.api.post('files', { body, signal })`,
  fetch: `client.fetch('files', { method: 'POST', body, signal })`,
};
const scenes = {
  'while the client is refused': { body: form, signal: 'undefined', code: 'invalid_client' },
  'with a signal that is aborted already': { body: form, signal: 'AbortSignal.abort()', code: 'AbortError' },
};
const cases = Object.entries(requests).flatMap(([way, call]) =>
  Object.entries(scenes).map(([scene, { body, signal, code }]) => ({ way, call, scene, body, signal, code })),
);

// In another process, because Node would end this one with an unhandled rejection.
test.each(cases)('a form with a file that `$way` sends $scene does not end the process', async (scene) => {
  const program = `
    import { clientSecretPost, createProviderClient } from ${JSON.stringify(source)};
    const refuse = async () => Response.json({ error: 'invalid_client' }, { status: 401 });
    const client = createProviderClient(
      { name: 'acme', tokenEndpoint: 'https://acme.example/token', apiBaseUrl: 'https://acme.example', clientAuth: clientSecretPost() },
      { clientId: 'id', clientSecret: 'secret', fetch: refuse },
    );
    for (let call = 0; call < 3; call += 1) {
      const body = ${scene.body};
      const signal = ${scene.signal};
      try { await ${scene.call}; } catch (error) { console.log(error.code ?? error.name, error.name); }
    }
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    console.log('still here');`;
  const args = ['--conditions=@grantkit/source', '--input-type=module', '-e', program];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, (_, stdout, stderr) => resolve(stdout + stderr));
  });
  expect(output).toContain(scene.code);
  expect(output.trim().endsWith('still here')).toBe(true);
});
