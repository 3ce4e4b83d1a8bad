// Starts the built program on a free port, and requests both routes.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const address = ['--hostname', '127.0.0.1', '--port', '0'];
const server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', ...address], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const origin = await printedOrigin();
  for (const route of ['node', 'edge']) {
    const reply = await fetch(`${origin}/${route}`);
    console.log(await reply.text());
    if (!reply.ok) break;
  }
} finally {
  server.kill();
}

async function printedOrigin() {
  for await (const line of createInterface(server.stdout)) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin !== undefined) return origin;
  }
  throw new Error('next start printed no URL');
}
