import { expect, test } from 'vitest';
import { createTestBed, shown } from './test-bed.ts';

interface Seen {
  readonly hook: string;
  readonly authorization: string | null;
  readonly status?: number;
}

/** A client's `api` whose hooks note what they see. */
async function createBed() {
  const bed = await createTestBed();
  const seen: Seen[] = [];
  const api = bed.client.api.extend({
    retry: { limit: 1, delay: () => 0, jitter: false },
    hooks: {
      beforeRequest: [({ request }) => void seen.push(note('beforeRequest', request))],
      beforeRetry: [({ request }) => void seen.push(note('beforeRetry', request))],
      afterResponse: [({ request, response }) => void seen.push(note('afterResponse', request, response))],
    },
  });
  return { ...bed, api, seen };
}

function note(hook: string, { headers }: Request, response?: Response): Seen {
  return { hook, authorization: headers.get('authorization'), ...(response && { status: response.status }) };
}

test('no hook of ky sees the token', async () => {
  const { api, seen, server } = await createBed();
  server.answerApiNext({ status: 503 });
  await api.get('things').json();
  expect(seen).toEqual([
    { hook: 'beforeRequest', authorization: null },
    { hook: 'afterResponse', authorization: null, status: 503 },
    { hook: 'beforeRetry', authorization: null },
    { hook: 'afterResponse', authorization: null, status: 200 },
  ]);
  expect(shown(server)).toEqual([expect.any(String), expect.any(String)]);
});

test('a request that is sent again with a new token is one request for the hooks of ky', async () => {
  const { api, seen, server } = await createBed();
  server.answerApiNext({ status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
  await api.get('things').json();
  expect(server.apiRequests).toHaveLength(2);
  expect(seen.map(({ hook, status }) => [hook, status])).toEqual([
    ['beforeRequest', undefined],
    ['afterResponse', 200],
  ]);
});

test('a hook can add a header, but not another token', async () => {
  const { client, server } = await createBed();
  const headers = { 'x-request-id': 'order-4711', authorization: 'Bearer of-somebody-else' };
  const set = ({ request }: { request: Request }) => {
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  };
  await client.api.extend({ hooks: { beforeRequest: [set] } }).get('things');
  expect(server.apiRequests[0]?.headers).toMatchObject({
    'x-request-id': 'order-4711',
    authorization: `Bearer ${server.issued[0]?.accessToken}`,
  });
});

test('the hook `beforeError` gets the error of a missing token, and no API request was sent', async () => {
  const { client, server } = await createBed();
  server.answerAlways({ status: 401, body: { error: 'invalid_client' } });
  const errors: unknown[] = [];
  const beforeError = ({ error }: { error: Error }) => {
    errors.push(error);
    return error;
  };
  const failure = await client.api
    .extend({ hooks: { beforeError: [beforeError] } })
    .get('things')
    .catch((error) => error);
  expect(failure).toMatchObject({ name: 'GrantError', code: 'invalid_client' });
  expect(errors).toEqual([failure]);
  expect(server.apiRequests).toEqual([]);
});
