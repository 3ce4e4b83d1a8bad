import { type Answer, createAuthorizationServer } from '@grantkit/testing';
import { describe, expect, test } from 'vitest';
import {
  clientSecretBasic,
  clientSecretPost,
  createEndpointCaller,
  createProviderClient,
  type GrantError,
  type Provider,
} from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { clientId, clientSecret, startServer } from './test-bed.ts';

const granted = { body: { access_token: 'of-a-stranger', token_type: 'Bearer' } };

/** The error after a redirect to a place that would grant a token, and the number of requests at both servers. */
async function follow(
  redirectTo: (own: string, other: string) => Answer,
  provider: Partial<Provider> = {},
): Promise<{ error: GrantError; asked: number; askedElsewhere: number }> {
  await using server = await createAuthorizationServer();
  await using other = await createAuthorizationServer();
  other.answerAlways(granted);
  other.answerApiAlways(granted);
  server.answerApiAlways(granted);
  server.answerNext(redirectTo(server.url, other.url));
  server.answerAlways(granted);
  const client = createProviderClient(
    { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretPost(), ...provider },
    { clientId: 'id', clientSecret: 'secret' },
  );
  const error = await failureOf(client.token());
  return { error, asked: server.requests.length, askedElsewhere: other.requests.length };
}

describe.each([301, 302, 303, 307, 308] as const)('a %i from the token endpoint', (status) => {
  test.each<[string, (own: string, other: string) => string]>([
    ['the same path', (own) => `${own}/token`],
    ['another path of the same origin', () => '/elsewhere'],
    ['another origin', (_, other) => `${other}/token`],
    ['another origin, without a scheme', (_, other) => other.replace('http:', '')],
    ['https', (own) => own.replace('http:', 'https:')],
  ])('to %s is refused, and nothing is sent there', async (_, target) => {
    const { error, asked, askedElsewhere } = await follow((own, other) => ({
      fate: 'redirect',
      status,
      location: target(own, other),
    }));
    expect(error).toMatchObject({ code: 'redirect_refused', status, retryable: false });
    expect({ asked, askedElsewhere }).toEqual({ asked: 1, askedElsewhere: 0 });
  });
});

test.each<[string, Answer]>([
  ['300', { status: 300, headers: { location: '/elsewhere' } }],
  ['304', { status: 304 }],
  ['a redirect without a location', { status: 302 }],
  ['a redirect with a token in its body', { status: 307, headers: { location: '/token' }, body: granted.body }],
])('%s is refused too', async (_, answer) => {
  const { error, asked } = await follow(() => answer, { clientAuth: clientSecretBasic() });
  expect(error.code).toBe('redirect_refused');
  expect(asked).toBe(1);
});

// A user's own `fetch` may follow redirects although it is told not to. Then the credentials may have reached the other server,
// but its reply must not become a token.
test.each([302, 303, 307] as const)(
  "a reply that the user's own fetch reached by a %i is refused, at the token endpoint and at other endpoints",
  async (status) => {
    const [server, other] = [await startServer(), await startServer()];
    other.answerApiAlways(granted);
    server.answerAlways({ fate: 'redirect', status, location: `${other.url}/elsewhere` });
    server.answerApiAlways({ fate: 'redirect', status, location: `${other.url}/elsewhere` });
    const client = createProviderClient(
      { name: 'acme', tokenEndpoint: server.tokenEndpoint, clientAuth: clientSecretPost() },
      { clientId, clientSecret, fetch: (input, init) => fetch(input, { ...init, redirect: 'follow' }) },
    );
    const ask = createEndpointCaller(client);
    expect(await failureOf(client.token())).toMatchObject({ code: 'redirect_refused', retryable: false });
    expect(await failureOf(ask({ url: `${server.url}/introspect`, as: 'client' }))).toMatchObject({
      code: 'redirect_refused',
    });
    expect(other.apiRequests).toHaveLength(2);
  },
);

test('the error does not show the target of the redirect, and says what to do', async () => {
  const location = 'http://127.0.0.1:1/login?goto=session-8f3a';
  const { error } = await follow(() => ({ fate: 'redirect', status: 302, location }));
  expect(error.message).toBe(
    '[acme] The authorization server answered with a redirect, which Grantkit never follows with ' +
      'credentials (redirect_refused, HTTP 302). Configure the URL that it redirects to, or look for a login page or a proxy in ' +
      `front of the server. See ${error.docs}`,
  );
  expect(JSON.stringify(error)).not.toContain('session-8f3a');
});

test('the provider may have its own hint, and a page that explains it', async () => {
  const hint: Provider['hint'] = ({ code, status }) => `${code} ${status}: the realm has moved`;
  const page = { errorPage: '#acme' } as const;
  const { error } = await follow(() => ({ fate: 'redirect', status: 307, location: '/moved' }), { hint, ...page });
  expect(error.hint).toBe('redirect_refused 307: the realm has moved');
  expect(error.docs).toMatch(/#acme$/);
});
