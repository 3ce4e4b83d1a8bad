import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { IssuerClient, IssuerOptions } from '../src/index.ts';
import { type Recipe, recipes } from './recipes.ts';
import { credentials, type StandardServer, startStandardServer } from './start-standard-server.ts';

/** A server that behaves as this one is known to, and clients that take it for the one of the recipe. */
async function startServerOf(
  recipe: Recipe,
): Promise<StandardServer & { connectByRecipe(own?: Partial<IssuerOptions>): IssuerClient }> {
  const { options, method, document, wrongSecret, refuse } = recipe;
  const { pathname } = new URL(options.issuer);
  const standard = await startStandardServer({
    documentPaths: [`${pathname.replace(/\/$/, '')}/.well-known/openid-configuration`],
    document: { jwks_uri: undefined, ...document },
    clients: [{ ...credentials, method }],
    wrongSecret,
    ...(refuse && { refuse }),
  });
  const { url } = standard.server;
  // All hosts of the recipe are this server.
  const atServer: typeof globalThis.fetch = (input, init) => {
    const { pathname: path, search } = new URL(new Request(input).url);
    return fetch(url + path + search, init);
  };
  return { ...standard, connectByRecipe: (own) => standard.connect({ ...options, fetch: atServer, ...own }) };
}

const posted = `&client_id=${credentials.clientId}&client_secret=${credentials.clientSecret}`;

function pathOf(url: unknown): string {
  return new URL(String(url)).pathname;
}

test.each(recipes)('the recipe for $server gets a token in two requests', async (recipe) => {
  const { server, connectByRecipe, documentRequests } = await startServerOf(recipe);
  const client = connectByRecipe();
  await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
  expect(documentRequests()).toHaveLength(1);
  expect(server.requests).toHaveLength(2);
  const [request] = server.tokenRequests;
  const { method, sent, document } = recipe;
  expect(request?.url).toBe(pathOf(document['token_endpoint']));
  const isBasic = method === 'client_secret_basic';
  expect(request?.headers['authorization'] !== undefined).toBe(isBasic);
  expect([...new URLSearchParams(request?.body)].toSorted()).toEqual(
    [...new URLSearchParams(`grant_type=client_credentials${isBasic ? '' : posted}${sent}`)].toSorted(),
  );
});

// The conformance suite shows it for the servers that say `invalid_client`.
test.each(recipes.filter(({ code }) => code !== 'invalid_client'))(
  'the recipe for $server works during a rotation',
  async (recipe) => {
    const { server, connectByRecipe } = await startServerOf(recipe);
    const client = connectByRecipe({ clientSecret: ['not-yet', credentials.clientSecret] });
    await expect(client.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    expect(server.tokenRequests).toHaveLength(2);
  },
);

test.each(recipes)('introspection and revocation at $server are those of its metadata', async (recipe) => {
  const { connectByRecipe } = await startServerOf(recipe);
  const client = connectByRecipe();
  const { accessToken } = await client.token();
  const introspection = client.introspect(accessToken);
  const { introspection_endpoint, revocation_endpoint } = recipe.document;
  if (introspection_endpoint) await expect(introspection).resolves.toMatchObject({ active: true });
  else await expect(introspection).rejects.toMatchObject({ code: 'invalid_config' });
  if (revocation_endpoint) await expect(client.revoke()).resolves.toBeUndefined();
  else await expect(client.revoke()).rejects.toMatchObject({ code: 'invalid_config' });
});

test.each(recipes.filter(({ refuse }) => refuse !== undefined))(
  'without its parameter the recipe for $server gets an error of the server',
  async (recipe) => {
    const { connectByRecipe } = await startServerOf(recipe);
    const client = connectByRecipe({ scope: undefined, parameters: undefined });
    await expect(client.token()).rejects.toMatchObject({
      code: expect.stringMatching(/^(refused|invalid_scope|invalid_request)$/),
    });
  },
);

test('Cognito needs `endpointOrigins`, and the error says so', async () => {
  const [recipe] = recipes.filter(({ server }) => server === 'Cognito');
  if (recipe === undefined) throw new Error('There is no recipe for Cognito');
  const { server, connectByRecipe } = await startServerOf(recipe);
  await expect(connectByRecipe({ endpointOrigins: undefined }).token()).rejects.toMatchObject({
    code: 'invalid_response',
    message: expect.stringMatching(/https:\/\/acme\.auth\.eu-west-1\.amazoncognito\.com.*`endpointOrigins`/),
  });
  expect(server.tokenRequests).toEqual([]);
});

test('the issuer of `common` at Entra ID is not the one of the document', async () => {
  const [recipe] = recipes.filter(({ server }) => server === 'Entra ID');
  if (recipe === undefined) throw new Error('There is no recipe for Entra ID');
  const issuer = 'https://login.microsoftonline.com/common/v2.0';
  const document = { ...recipe.document, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' };
  const { connectByRecipe } = await startServerOf({ ...recipe, options: { ...recipe.options, issuer }, document });
  await expect(connectByRecipe().token()).rejects.toMatchObject({
    code: 'invalid_response',
    hint: expect.stringContaining('Check the option `issuer`'),
  });
});

test.each(recipes)('the README has the options of the recipe for $server, and no others', ({ server, options }) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const section = readme.split('\n### ').find((text) => text.split('\n', 1).join().includes(server)) ?? '';
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];
  const names = [...program.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
  const given = Object.keys(options).filter((name) => Reflect.get(options, name) !== undefined);
  expect(names.toSorted()).toEqual([...given, 'clientId', 'clientSecret'].toSorted());
  const { issuer, scope = '', clientAuth = '', parameters = {}, endpointOrigins = [] } = options;
  for (const text of [issuer, scope, clientAuth, ...Object.values(parameters), ...endpointOrigins].flat()) {
    if (text !== '') expect(program).toContain(`'${text}'`);
  }
});
