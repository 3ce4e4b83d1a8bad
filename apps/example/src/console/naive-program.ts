import * as v from 'valibot';

export interface NaiveProgramOptions {
  readonly tokenEndpoint: string;
  readonly apiUrl: string;
  readonly apiHeaders: Readonly<Record<string, string>>;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
}

const TokenReply = v.object({ access_token: v.string(), expires_in: v.number() });

/** A program as many write it without a library: one cached token, no single flight, no retry, no new token after a 401. */
export function naiveProgram(options: NaiveProgramOptions) {
  const { tokenEndpoint, apiUrl, apiHeaders, clientId, clientSecret, parameters, fetch } = options;
  let accessToken = '';
  let expiresAt = 0;

  async function token(): Promise<string> {
    if (Date.now() < expiresAt) return accessToken;
    const reply = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
    });
    if (!reply.ok) throw new Error(`The token endpoint replied ${reply.status}`);
    const granted = v.parse(TokenReply, await reply.json());
    accessToken = granted.access_token;
    expiresAt = Date.now() + granted.expires_in * 1000;
    return accessToken;
  }

  async function callApi(): Promise<void> {
    const headers = { ...apiHeaders, authorization: `Bearer ${await token()}` };
    const reply = await fetch(apiUrl, { headers });
    if (!reply.ok) throw new Error(`The API replied ${reply.status}`);
  }

  return { token, callApi };
}
