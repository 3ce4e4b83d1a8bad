import type { Checks } from './checks.ts';
import { isSensitive } from './credentials.ts';
import { type LoopbackServer, readBody, startServer } from './loopback-server.ts';

/** The target of redirects to another origin. It must see no secret and no token, and no token request at all. */
export function startStranger(checks: Checks): Promise<LoopbackServer> {
  return startServer(async (request, response) => {
    const body = await readBody(request);
    if (request.url === '/token') checks.fail('leaks', 'a token request followed a redirect');
    if (isSensitive(`${request.rawHeaders.join(' ')} ${request.url} ${body}`)) {
      checks.fail('leaks', `a redirected ${request.method} carried a secret or a token to another origin`);
    }
    response.end('{}');
  });
}
