import { createMiddleware } from 'hono/factory';

/**
 * Accepts only requests of this server's own page. Otherwise a page of another site could press the buttons, or read the
 * state through a host name of its own that resolves to 127.0.0.1 (DNS rebinding).
 */
export const guard = createMiddleware(async (c, next) => {
  const host = c.req.header('host') ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return c.text('Open the page at 127.0.0.1.', 403);
  // The server refuses HEAD, too. Otherwise each HEAD of the feed would start a feed that nobody reads.
  if (c.req.method !== 'GET') {
    // Every browser sends `Origin` with a POST.
    const isOwnPage = c.req.header('origin') === `http://${host}`;
    const site = c.req.header('sec-fetch-site') ?? 'same-origin';
    if (!isOwnPage || site !== 'same-origin') return c.text('Only the page itself may do that.', 403);
  }
  await next();
});

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of every reply. */
export const strictHeaders = createMiddleware(async (c, next) => {
  await next();
  c.res.headers.set('content-security-policy', contentSecurityPolicy);
  c.res.headers.set('x-content-type-options', 'nosniff');
  c.res.headers.set('referrer-policy', 'no-referrer');
  c.res.headers.set('cross-origin-resource-policy', 'same-origin');
  c.res.headers.set('cache-control', 'no-store');
});
