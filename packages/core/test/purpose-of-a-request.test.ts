// The hints of introspection and revocation are about these requests, and not about the grant.
import { expect, test } from 'vitest';
import { createEndpointCaller, createServerEndpoints, type GrantFailure, type Provider } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { createTestBed } from './test-bed.ts';

async function startEndpoints(provider: Partial<Provider> = {}, readReply?: Provider['readReply']) {
  const { server, client } = await createTestBed({ provider });
  const find = async (endpoint: string) => ({ url: `${server.url}/${endpoint}?tenant=a`, audience: undefined });
  const endpoints = createServerEndpoints({ provider: 'acme', client, readReply, find });
  return { server, client, ...endpoints, ask: createEndpointCaller(client) };
}

const refuse = (error: string) => ({ status: 400, body: { error } });

test.each(['unauthorized_client', 'invalid_scope', 'unsupported_grant_type', 'invalid_grant', 'invalid_client'])(
  '%s of another endpoint says nothing about the grant, scopes or a shared token',
  async (error) => {
    const { server, introspect, revoke, ask } = await startEndpoints();
    server.answerApiAlways(refuse(error));
    const other = () => ask({ url: `${server.url}/userinfo`, parameters: {}, as: 'client' });
    for (const call of [introspect.bind(undefined, 'a-token'), revoke.bind(undefined, 'a-token'), other]) {
      const { code, summary, hint } = await failureOf(call);
      expect(code).toBe(error);
      expect(`${summary} ${hint}`).not.toMatch(/grant|scope|TokenCache/);
    }
  },
);

test('the summary names what the client may not do', async () => {
  const { server, client, introspect, revoke } = await startEndpoints();
  server.answerApiNext(refuse('invalid_grant'));
  expect(await failureOf(revoke('a-token'))).toMatchObject({ hint: 'Only the client that got a token can revoke it.' });
  server.answerAlways(refuse('unauthorized_client'));
  server.answerApiAlways(refuse('unauthorized_client'));
  expect(await failureOf(introspect('a-token'))).toMatchObject({ summary: 'The client may not introspect tokens' });
  expect(await failureOf(revoke('a-token'))).toMatchObject({ summary: 'The client may not revoke this token' });
  expect(await failureOf(client.token())).toMatchObject({
    summary: 'The client may not use the client credentials grant',
  });
});

test('the hint of an adapter gets the purpose and the URL of the request, also after a redirect', async () => {
  const seen: GrantFailure[] = [];
  const hint = (failure: GrantFailure) => {
    seen.push(failure);
    return undefined;
  };
  const { server, client, introspect, revoke, ask } = await startEndpoints({ hint });
  const redirect = { fate: 'redirect', status: 302, location: '/login' } as const;
  server.answerNext(refuse('invalid_request'));
  await failureOf(client.token());
  server.answerNext(redirect);
  await failureOf(client.token({ forceRefresh: true }));
  server.answerApiNext(refuse('invalid_request'));
  await failureOf(introspect('a-token'));
  server.answerApiNext(redirect);
  await failureOf(revoke('a-token'));
  server.answerApiNext(refuse('invalid_request'));
  await failureOf(ask({ url: `${server.url}/userinfo` }));
  expect(seen.map(({ purpose, url }) => [purpose, url])).toEqual([
    ['token', server.tokenEndpoint],
    ['token', server.tokenEndpoint],
    ['introspection', `${server.url}/introspectionEndpoint`],
    ['revocation', `${server.url}/revocationEndpoint`],
    ['other', `${server.url}/userinfo`],
  ]);
});

test('an adapter can restate the replies of introspection and revocation', async () => {
  const { server, introspect, revoke } = await startEndpoints({ errorCodes: { moved: 'not_found' } }, ({ status }) =>
    status === 500 ? { error: 'moved' } : undefined,
  );
  server.answerApiAlways({ status: 500 });
  for (const call of [introspect('a-token'), revoke('a-token')]) {
    expect(await failureOf(call)).toMatchObject({ code: 'not_found', status: 500, retryable: false });
  }
  server.answerApiAlways({ body: { active: false } });
  expect(await introspect('a-token')).toMatchObject({ active: false });
});
