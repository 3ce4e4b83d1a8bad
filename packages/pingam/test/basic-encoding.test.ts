import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createOpenAm, createPingAm } from '../src/index.ts';
import { startPingAm } from './start-pingam.ts';

test.each([
  ['a%zz', 'invalid_request', 'with its default encoding'],
  ['100%', 'invalid_request', 'with its default encoding'],
  ['a+b', 'invalid_client', 'the realm `/alpha`'],
  ['a%41b', 'invalid_client', 'the realm `/alpha`'],
])('PingAM refuses the raw secret %j with %s and a hint', async (clientSecret, code, hint) => {
  const { server, pingam } = await startPingAm({ clientSecret, basicEncoding: 'raw' }, client(clientSecret));
  await expect(pingam.token()).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  expect(server.tokenRequests).toHaveLength(1);
});

test.each(['a+b', 'a%41b', 's=cr%t +:/?'])('OpenAM refuses the form-encoded secret %j, with a hint', async (secret) => {
  const { server, pingam } = await startPingAm({ clientSecret: secret }, { ...client(secret), dialect: 'openam' });
  await expect(pingam.token()).rejects.toMatchObject({
    code: 'invalid_client',
    hint: expect.stringContaining("need `basicEncoding: 'raw'`"),
  });
  expect(server.tokenRequests).toHaveLength(1);
});

const atOpenAm = async (clientId: string, clientSecret: string) => {
  const registered = { clientId, clientSecret };
  const { server } = await startPingAm({}, { clients: [registered], dialect: 'openam' });
  return { server, options: { ...registered, baseUrl: `${server.url}/openam`, realm: '/alpha' } };
};

test.each([
  ['myClient', 'café-secret'],
  ['naïve', 's=cr%t +:/?ÿ'],
])('OpenAM accepts the id %j with the secret %j, because both are sent in ISO-8859-1', async (clientId, secret) => {
  const { options } = await atOpenAm(clientId, secret);
  for (const openam of [createOpenAm(options), createPingAm({ ...options, basicEncoding: 'raw' })]) {
    await expect(openam.token()).resolves.toMatchObject({ tokenType: 'Bearer' });
    expect(await openam.introspect()).toMatchObject({ active: true });
  }
});

test('a secret that ISO-8859-1 cannot write is not sent in Basic, and client_secret_post is the way', async () => {
  const { server, options } = await atOpenAm('myClient', 'café-€-secret');
  const error: unknown = await createOpenAm(options)
    .token()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'invalid_config',
    retryable: false,
    hint: expect.stringContaining("set `clientAuth: 'client_secret_post'`"),
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('€');
  expect(server.requests).toEqual([]);
  await expect(createOpenAm({ ...options, clientAuth: 'client_secret_post' }).token()).resolves.toBeDefined();
});

test('an id that ISO-8859-1 cannot write is refused when the client is made', async () => {
  const { options } = await atOpenAm('€', 'secret');
  expect(() => createOpenAm(options)).toThrow(/`clientId` has a character.*Set `clientAuth: 'client_secret_post'`/);
  expect(() => createOpenAm({ ...options, clientId: 'a:b' })).toThrow('must not contain a colon');
  await expect(createOpenAm({ ...options, clientAuth: 'client_secret_post' }).token()).resolves.toBeDefined();
});

test.each(['latin1', 'utf8'] as const)('no error repeats what OpenAM decodes as %s', async (charset) => {
  const { server, options } = await atOpenAm('myClient', 'another');
  const secret = 'vingt-cafés-frappés';
  server.answerAlways(({ headers }) => {
    const sent = headers['authorization']?.replace('Basic ', '') ?? '';
    const decoded = Buffer.from(sent, 'base64').toString(charset);
    return { status: 401, body: { error: 'invalid_client', error_description: `${sent} is ${decoded}` } };
  });
  const error: unknown = await createOpenAm({ ...options, clientSecret: secret })
    .token()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid_client' });
  expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/vingt|frapp|bXlDbGllbnQ6/);
});

function client(clientSecret: string) {
  return { clients: [{ clientId: 'myClient', clientSecret }] };
}
