import { expect, test } from 'vitest';
import { startPulsoid } from './start-pulsoid.ts';

const codes = [7005, '7005', 7006, '7006'];

test.each([401, 403].flatMap((status) => codes.map((error_code) => ({ status, error_code }))))(
  'a token that the API rejects with $status and the code $error_code is replaced',
  async ({ status, error_code }) => {
    const { server, pulsoid } = await startPulsoid();
    server.answerApiNext({ status, body: { error_code, error_message: 'token_not_found' } });
    expect(await pulsoid.api.post('api/v1/data', { json: { data: 1 } }).json()).toMatchObject({ ok: true });
    expect(server.issued).toHaveLength(2);
    expect(server.apiRequests.map(({ body }) => body)).toEqual(['{"data":1}', '{"data":1}']);
  },
);

// docs.pulsoid.net/error-code-format
test.each([
  [400, 7011, 'error_invalid_scope'],
  [400, 6003, 'error_invalid_scope'],
  [401, 7011, 'error_invalid_scope'],
  [402, 7007, 'premium_required'],
  [403, 7008, 'insufficient_scope'],
  [403, 7009, 'error_authorization_header_is_not_present'],
  [403, '7010', 'error_authorization_header_has_wrong_format'],
  [403, 6001, 'error_while_validating_token'],
  [403, 6002, 'error_retrieving_latest_heart_rate'],
  [412, undefined, 'no heart rate'],
  [500, 7001, 'error_while_validating_token'],
  [500, 7005, 'token_not_found'],
  [403, '7005 or so', 'token_not_found'],
  [403, null, 'token_not_found'],
])('a %i with the code %j does not cost a new token', async (status, error_code, error_message) => {
  const { server, pulsoid } = await startPulsoid();
  server.answerApiNext({ status, body: { error_code, error_message } });
  const reply = await pulsoid.fetch('api/v1/profile');
  expect([reply.status, await reply.json()]).toEqual([status, { error_code, error_message }]);
  expect([server.issued.length, server.apiRequests.length]).toEqual([1, 1]);
});

test.each(['', 'Forbidden', '<html>7005</html>', '[7005]', '"7005"', 'null'])(
  'a 403 with the body %j does not cost a new token',
  async (body) => {
    const { server, pulsoid } = await startPulsoid();
    server.answerApiNext({ status: 403, body });
    const reply = await pulsoid.fetch('api/v1/profile');
    expect([reply.status, await reply.text(), server.issued.length]).toEqual([403, body, 1]);
  },
);

test('a 403 whose body never ends reaches the caller after a second', async () => {
  const { server, clock, pulsoid } = await startPulsoid();
  await pulsoid.token();
  server.answerApiNext({
    fate: 'hang-body',
    status: 403,
    body: { error_code: 7005, error_message: 'token_not_found' },
  });
  const asked = pulsoid.fetch('api/v1/profile');
  await clock.timers(1);
  clock.advance(1_000);
  const reply = await asked;
  expect([reply.status, server.issued.length]).toEqual([403, 1]);
  await reply.body?.cancel();
});

test('a redirected write is not repeated, but its rejected token is invalidated', async () => {
  const { server, pulsoid } = await startPulsoid();
  const answer = { status: 403, body: { error_code: '7006', error_message: 'token_expired' } };
  server.answerApiNext({ fate: 'redirect', status: 307, location: '/api/v2/data' }, answer);
  const reply = await pulsoid.fetch('api/v1/data', { method: 'POST', body: '{"data":1}' });
  expect([reply.status, await reply.json()]).toEqual([403, answer.body]);
  expect([server.apiRequests.length, server.issued.length]).toEqual([2, 1]);
  await pulsoid.api.get('api/v1/profile');
  expect(server.issued).toHaveLength(2);
});
