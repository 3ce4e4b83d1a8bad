import assert from 'node:assert/strict';
import type { ProviderHost, ProviderSuiteOptions } from './options.ts';
import { type ProviderTests, resource, type SuiteBed } from './suite-bed.ts';

/** The adapter sends its requests to the provider's own hosts, unless its options name others. */
export function hostTests({ hosts = [] }: ProviderSuiteOptions): ProviderTests {
  return Object.fromEntries(
    hosts.map((host) => {
      const { options = {}, tokenEndpoint, apiBaseUrl = 'no API' } = host;
      const own = Object.keys(options).length === 0 ? 'without options' : `with ${JSON.stringify(options)}`;
      return [`sends its requests to ${tokenEndpoint} and ${apiBaseUrl} ${own}`, reaches(host)];
    }),
  );
}

function reaches({ options = {}, tokenEndpoint, apiBaseUrl }: ProviderHost) {
  return async ({ server, connect, connectToHosts }: SuiteBed) => {
    const urls: string[] = [];
    // The fake server answers in place of the provider's hosts.
    const redirected: typeof globalThis.fetch = (input, init) => {
      const url = String(input);
      urls.push(url);
      return fetch(urls.length === 1 ? server.tokenEndpoint : `${server.url}/${resource}`, init);
    };
    // First the adapter must show that it uses `fetch`. Otherwise it would send the suite's credentials to the provider.
    await connect({ fetch: redirected }).token();
    assert.ok(urls.length > 0, 'The adapter must send every request with the option `fetch`.');
    urls.length = 0;
    const client = connectToHosts({ ...options, fetch: redirected });
    await client.token();
    if (apiBaseUrl !== undefined) await client.fetch(resource);
    const expected = [
      tokenEndpoint,
      ...(apiBaseUrl === undefined ? [] : [`${apiBaseUrl.replace(/\/+$/, '')}/${resource}`]),
    ];
    assert.deepEqual(urls, expected, 'The requests must go to these URLs.');
  };
}
