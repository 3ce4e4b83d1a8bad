import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ActionResult } from './actions.ts';
import type { Console } from './console.ts';
import { guard, strictHeaders } from './guard.ts';

const page = new URL('page/', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const statuses = { done: 204, unknown: 404, 'for simulators only': 409 } as const satisfies Record<
  ActionResult,
  number
>;

/** The routes of the console: the page, its feed and its buttons. */
export function createApp(console: Console): Hono {
  const app = new Hono();
  app.use(strictHeaders, guard);
  app.get('/feed', (c) =>
    streamSSE(c, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => left.abort());
      for await (const { event, data } of console.feed.subscribe(left.signal)) {
        await stream.writeSSE({ event, data: JSON.stringify(data) });
      }
    }),
  );
  app.post('/lanes/:lane/:action', async (c) => {
    const { lane, action } = c.req.param();
    return c.body(null, statuses[await console.act(lane, action)]);
  });
  // Read again for each request, so that a change shows when the page is loaded again.
  app.get('/:file{[a-z-]+\\.(?:css|js|svg)}', (c) => sendFile(c.req.param('file')));
  app.get('/', () => sendFile('index.html'));
  return app;
}

async function sendFile(name: string): Promise<Response> {
  const content = await readFile(new URL(name, page), 'utf8').catch(() => undefined);
  if (content === undefined) return new Response('Not found', { status: 404 });
  return new Response(content, { headers: { 'content-type': contentTypes[extname(name)] ?? 'text/plain' } });
}
