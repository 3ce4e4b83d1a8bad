import { expect, test } from 'vitest';
import { createPulsoid } from '../src/index.ts';

test('a token endpoint keeps its query', async () => {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    urls.push(new Request(input, init).url);
    return Response.json({ access_token: 't', token_type: 'Bearer', expires_in: 60 });
  };
  const tokenEndpoint = 'https://gateway.example/token?tenant=a';
  await createPulsoid({ clientId: 'id', clientSecret: 'secret', tokenEndpoint, fetch }).token();
  expect(urls).toEqual([tokenEndpoint]);
});
