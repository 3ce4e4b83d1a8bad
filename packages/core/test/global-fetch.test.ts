import { expect, onTestFinished, test, vi } from 'vitest';
import { type AuthorizedClient, createEndpointCaller, type EndpointCaller } from '../src/index.ts';
import { createTestBed, startServer } from './test-bed.ts';

// Tracing libraries and test tools replace `globalThis.fetch` when the application has created its clients already.
test.each<[string, (client: AuthorizedClient, ask: EndpointCaller, url: string) => Promise<unknown>]>([
  ['token()', (client) => client.token({ forceRefresh: true })],
  ['fetch', (client) => client.fetch('things')],
  ['fetch at another origin', (client, _, url) => client.fetch(`${url}/stored`)],
  ['api', (client) => client.api.get('things').json()],
  ['an endpoint caller', (_, ask, url) => ask({ url: `${url}/introspect`, as: 'client' })],
])('%s uses a global fetch that was installed later, and the former one again after that', async (_, call) => {
  const { client } = await createTestBed();
  const other = await startServer();
  other.answerApiAlways({ body: { active: true } });
  const ask = createEndpointCaller(client);
  await client.token();
  await call(client, ask, other.url);

  const { fetch } = globalThis;
  const installed = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => fetch(input, init));
  onTestFinished(() => installed.mockRestore());
  await call(client, ask, other.url);
  expect(installed).toHaveBeenCalledOnce();

  installed.mockRestore();
  await call(client, ask, other.url);
  expect(installed).not.toHaveBeenCalled();
});
