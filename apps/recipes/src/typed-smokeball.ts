import type { SmokeballClient } from '@grantkit/smokeball';
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './smokeball-api.d.ts';

/** Smokeball's API with types. `baseUrl` is the API of the client's region. */
export function typedSmokeball(smokeball: SmokeballClient, baseUrl: string): Client<paths> {
  return createClient<paths>({ baseUrl, fetch: smokeball.fetch });
}

/** Creates a contact, and returns its id. */
export async function createPerson(api: Client<paths>, firstName: string, lastName: string): Promise<string> {
  const { data, error, response } = await api.POST('/contacts', { body: { person: { firstName, lastName } } });
  if (!data?.id) throw new Error(`Smokeball refused the contact: ${error?.title ?? response.status}`);
  return data.id;
}
