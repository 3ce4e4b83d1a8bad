// Requests, shares and replaces a token, and uses only what every runtime has. check-runtimes.ts runs it on each of them.
import { clientSecretBasic, createProviderClient, memoryTokenCache, sealedTokenCache } from '@grantkit/core';

export async function runProgram() {
  const sent = [];
  const fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.url.endsWith('/token')) {
      return Response.json({ access_token: `token-${sent.length}`, token_type: 'bearer', expires_in: 5_011_271 });
    }
    const isFirst = request.headers.get('authorization') === 'Bearer token-1';
    return isFirst ? new Response(null, { status: 401 }) : Response.json({ received: await request.text() });
  };
  const client = createProviderClient(
    {
      name: 'acme',
      tokenEndpoint: 'https://auth.acme.example/token',
      apiBaseUrl: 'https://api.acme.example',
      clientAuth: clientSecretBasic(),
    },
    {
      clientId: 'id',
      clientSecret: 'secret',
      fetch,
      cache: sealedTokenCache(memoryTokenCache(), { keys: [crypto.getRandomValues(new Uint8Array(32))] }),
    },
  );
  await Promise.all(Array.from({ length: 100 }, () => client.token()));
  const { received } = await client.api.post('orders', { json: { amount: 1 } }).json();
  const expected = 'POST /token, POST /orders, POST /token, POST /orders; {"amount":1}';
  const happened = `${sent.join(', ')}; ${received}`;
  if (happened !== expected) throw new Error(`expected ${expected}, not ${happened}`);
  return 'ok';
}
