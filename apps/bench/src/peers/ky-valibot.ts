import ky from 'ky';
import * as v from 'valibot';
import type { Peer } from './peer.ts';

const ReplySchema = v.object({
  access_token: v.string(),
  token_type: v.string(),
  expires_in: v.optional(v.number()),
});

export const peer: Peer = {
  name: 'ky + valibot by hand',
  note: 'A floor: what Grantkit is made of, in ten lines. No cache.',
  packages: ['ky', 'valibot'],
  caches: false,
  takesSignal: true,
  create({ clientId, clientSecret, tokenEndpoint, apiBaseUrl, fetch }) {
    const client = ky.create({ ...(fetch && { fetch }) });
    const authorization = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;
    const request = async (signal?: AbortSignal) => {
      const body = new URLSearchParams({ grant_type: 'client_credentials' });
      const reply = client.post(tokenEndpoint, { headers: { authorization }, body, ...(signal && { signal }) });
      return v.parse(ReplySchema, await reply.json());
    };
    let kept: ReturnType<typeof request> | undefined;
    return {
      token: () => request(),
      accessToken: async (signal) => (await request(signal)).access_token,
      request: () => request(),
      async callApi(path) {
        kept ??= request();
        const headers = { authorization: `Bearer ${(await kept).access_token}` };
        return client.get(apiBaseUrl + path, { headers }).json();
      },
    };
  },
};
