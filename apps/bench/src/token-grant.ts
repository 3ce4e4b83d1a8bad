import ky from 'ky';
import { compare } from './compare.ts';
import { createClient, credentials, startServer } from './server.ts';

/** Measures what a token request costs in addition to the HTTP exchange, and how much of that is ky. */
export async function* tokenGrant(): AsyncGenerator<string> {
  await using server = await startServer();
  const client = createClient(server);
  const request = {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${credentials.clientId}:${credentials.clientSecret}`)}` },
  };
  const body = () => new URLSearchParams({ grant_type: 'client_credentials' });
  const baseline = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      await (await fetch(server.tokenEndpoint, { ...request, body: body() })).json();
    }
  };

  const options = { count: 50, rounds: 60 };
  yield 'A token request on loopback, compared with plain fetch';
  const kyAlone = async (count: number) => {
    for (let index = 0; index < count; index += 1) await ky(server.tokenEndpoint, { ...request, body: body() }).json();
  };
  yield await compare('ky alone', { baseline, subject: kyAlone }, options);
  const wholeGrant = async (count: number) => {
    for (let index = 0; index < count; index += 1) await client.token({ forceRefresh: true });
  };
  yield await compare('token({ forceRefresh: true })', { baseline, subject: wholeGrant }, options);
}
