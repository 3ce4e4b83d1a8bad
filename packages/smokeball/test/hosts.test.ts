import { expect, test } from 'vitest';
import { createSmokeball, type SmokeballOptions } from '../src/index.ts';
import { required } from './start-smokeball.ts';

test.each([
  ['https://gateway.example/smokeball', 'https://gateway.example/smokeball/oauth2/token'],
  ['https://gateway.example/smokeball/', 'https://gateway.example/smokeball/oauth2/token'],
])("authBaseUrl %s replaces only the region's host for tokens", async (authBaseUrl, tokenEndpoint) => {
  expect(await urlsOf({ authBaseUrl })).toEqual([tokenEndpoint, 'https://api.smokeball.com/matters']);
});

test("apiBaseUrl replaces only the region's host for the API", async () => {
  expect(await urlsOf({ apiBaseUrl: 'https://gateway.example/api/', accountId: 'one' })).toEqual([
    'https://auth.smokeball.com/oauth2/token',
    'https://gateway.example/api/one/matters',
  ]);
});

async function urlsOf(options: Partial<SmokeballOptions>): Promise<readonly string[]> {
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(new Request(input).url);
    return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 });
  };
  await createSmokeball({ ...required, ...options, fetch }).api.get('matters');
  return urls;
}
