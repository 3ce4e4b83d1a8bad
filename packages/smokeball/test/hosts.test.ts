import { expect, test } from 'vitest';
import { createSmokeball, type SmokeballOptions } from '../src/index.ts';
import { required } from './start-smokeball.ts';

// docs.smokeball.com/docs/api-docs/z2q8vla6b77g8-base-urls
test.each([
  ['us', undefined, 'https://auth.smokeball.com', 'https://api.smokeball.com'],
  ['us', 'production', 'https://auth.smokeball.com', 'https://api.smokeball.com'],
  ['us', 'staging', 'https://datastaging-auth.smokeball.com', 'https://stagingapi.smokeball.com'],
  ['au', 'production', 'https://auth.smokeball.com.au', 'https://api.smokeball.com.au'],
  ['au', 'staging', 'https://datastaging-auth.smokeball.com.au', 'https://stagingapi.smokeball.com.au'],
  ['uk', 'production', 'https://auth.smokeball.co.uk', 'https://api.smokeball.co.uk'],
  ['uk', 'staging', 'https://datastaging-auth.smokeball.co.uk', 'https://stagingapi.smokeball.co.uk'],
] as const)(
  'region %s, environment %s: tokens come from %s, and the API is at %s',
  async (region, environment, auth, api) => {
    expect(await urlsOf({ region, environment })).toEqual([`${auth}/oauth2/token`, `${api}/matters`]);
  },
);

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
