import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';
import { callInTurn, createTestBed } from './test-bed.ts';

const reply = { access_token: 't', token_type: 'Bearer' };
const longest = (2 ** 31 - 1) * 1000;
const said = (value: unknown) => ({ body: JSON.stringify({ ...reply, expires_in: 0 }).replace(':0', `:${value}`) });

test.each([
  ['0', 1_000],
  ['-1', 1_000],
  ['-0.5', 1_000],
  ['0.0001', 1_000],
  ['"0"', 1_000],
  ['"-1"', 1_000],
  ['1e308', longest],
  ['1e999', longest],
  ['2147483648', longest],
  ['1767225600000', longest],
  ['"99999999999"', longest],
  ['null', 300_000],
  ['""', 300_000],
])('an `expires_in` of %s is a lifetime of %d ms', async (value, lifetime) => {
  const { issuedAt, expiresAt } = await ask(said(value));
  expect(expiresAt - issuedAt).toBe(lifetime);
});

test.each(['true', 'false', '"never"', '"1e3"', '" 1"', '"-"', '[]', '{}'])(
  'an `expires_in` of %s is not a number of seconds',
  async (value) => {
    const { code, summary } = await failureOf(ask(said(value)));
    expect({ code, summary }).toEqual({
      code: 'invalid_response',
      summary: 'The token endpoint did not return a token: `expires_in` must be a number of seconds',
    });
  },
);

test('a token that the reply calls expired is served for one second', async () => {
  const { server, client, clock } = await createTestBed({ lifetime: 0 });
  expect(new Set(await callInTurn(client, 20)).size).toBe(1);
  expect(server.tokenRequests).toHaveLength(1);
  clock.advance(1_000);
  await client.token();
  expect(server.tokenRequests).toHaveLength(2);
});

test.each([['""'], ['null'], ['false']])('an `error` of %s in a token reply is ignored', async (error) => {
  const body = JSON.stringify({ ...reply, error: 0 }).replace(':0', `:${error}`);
  expect((await ask({ body })).accessToken).toBe('t');
});

test.each(['true', '0', '" "', '{}', '"invalid_scope"'])(
  'an `error` of %s in a token reply makes it an error reply',
  async (error) => {
    const body = JSON.stringify({ ...reply, error: 0 }).replace(':0', `:${error}`);
    await failureOf(ask({ body }));
  },
);
