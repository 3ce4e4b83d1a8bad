import type { Target } from '../peers/peer.ts';

/** A target whose `fetch` answers at once: a POST with a token, a GET with the API's JSON. */
export function targetWithoutNetwork(index = 0): Target {
  return {
    clientId: `client-${index}`,
    clientSecret: `secret-${index}`,
    tokenEndpoint: 'http://127.0.0.1:9/token',
    apiBaseUrl: 'http://127.0.0.1:9',
    fetch: answerAtOnce,
  };
}

let granted = 0;

/** The text of the next token reply. All tokens are equally long. */
export function tokenReply(): string {
  granted += 1;
  const token = `${granted}`.padStart(64, 'x');
  return `{"access_token":"${token}","token_type":"Bearer","expires_in":86400}`;
}

export const answerAtOnce: typeof fetch = async (input, init) => {
  const method = input instanceof Request ? input.method : init?.method;
  const text = method === 'POST' ? tokenReply() : '{"things":[]}';
  return new Response(text, { headers: { 'content-type': 'application/json' } });
};
