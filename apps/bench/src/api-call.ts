import { compare } from './compare.ts';
import { createClient, startServer } from './server.ts';

/** Measures what an authorized API call costs in addition to the HTTP exchange. */
export async function* apiCall(): AsyncGenerator<string> {
  await using server = await startServer();
  const client = createClient(server);
  const { accessToken } = await client.token();
  const headers = { authorization: `Bearer ${accessToken}` };
  const repeat = (call: () => Promise<Response>) => async (count: number) => {
    for (let index = 0; index < count; index += 1) await (await call()).json();
  };
  const baseline = repeat(() => fetch(`${server.url}/things`, { headers }));

  const options = { count: 50, rounds: 60 };
  yield 'An API call on loopback, compared with plain fetch and a token in a variable';
  yield await compare('client.fetch', { baseline, subject: repeat(() => client.fetch('/things')) }, options);
  yield await compare('client.api (ky)', { baseline, subject: repeat(() => client.api.get('things')) }, options);
}
