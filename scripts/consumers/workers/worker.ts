import { env, waitUntil } from 'cloudflare:workers';
import { createIssuerClient, isGrantError } from '@grantkit/issuer';
import { Hono } from 'hono';

// One client for each isolate. Creating it does no I/O: a Worker may do I/O only while it handles a request.
const billing = createIssuerClient({
  issuer: env.ISSUER,
  clientId: env.CLIENT_ID,
  clientSecret: () => env.CLIENT_SECRET,
  apiBaseUrl: env.BILLING_URL,
  waitUntil, // Otherwise the platform would stop a background renewal after the reply.
});

const app = new Hono();

app.get('/invoices', async (c) => c.json(await billing.api.get('invoices').json()));

app.onError((error, c) => {
  console.error(error);
  if (!isGrantError(error)) return c.text('Internal Server Error', 500);
  if (error.retryable) c.header('Retry-After', `${Math.ceil((error.retryAfter ?? 1_000) / 1_000)}`);
  return c.json({ error: 'The billing service is not available' }, 503);
});

export default app;
