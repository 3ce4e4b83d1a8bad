import type { AuthorizedClient } from '@grantkit/core';
import { expect, test, vi } from 'vitest';
import { smokeballProblem } from '../src/index.ts';
import { listRecords } from '../src/list-records.ts';
import { required, startSmokeball } from './start-smokeball.ts';

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

test('a list follows the absolute links of its pages, with the token and the API key', async () => {
  const { server, smokeball } = await startSmokeball({ accountId: 'a1b2' });
  const link = (offset: number) => ({ href: `${server.url}/a1b2/matters?limit=2&offset=${offset}` });
  server.answerApiNext(
    { body: { value: [1, 2], next: link(2) } },
    { body: { value: [3, 4], next: link(4) } },
    { body: { value: [5], next: null } },
  );
  expect(await collect(smokeball.list<number>('matters', { limit: 2 }))).toEqual([1, 2, 3, 4, 5]);
  expect(server.apiRequests.map(({ url }) => url)).toEqual([
    '/a1b2/matters?limit=2',
    '/a1b2/matters?limit=2&offset=2',
    '/a1b2/matters?limit=2&offset=4',
  ]);
  expect(server.apiRequests.every(({ headers }) => headers['x-api-key'] === required.apiKey)).toBe(true);
});

test('a list of a scope is read with the token of that scope', async () => {
  const { server, smokeball } = await startSmokeball({ scope: 'documents/write' });
  server.answerApiAlways({ body: { value: [1] } });
  expect(await collect(smokeball.list('documents'))).toEqual([1]);
  expect(await collect(smokeball.scoped('matters/read').list('matters'))).toEqual([1]);
  expect(server.issued.map(({ scope }) => scope)).toEqual([['documents/write'], ['matters/read']]);
  expect(server.apiRequests.map(({ headers }) => headers['authorization'])).toEqual(
    server.issued.map(({ accessToken }) => `Bearer ${accessToken}`),
  );
});

test('a list takes the ky instance of its client when it is read, and not when the client is made', async () => {
  const api = vi.fn(() => {
    throw new Error('no ky yet');
  });
  const client = Object.defineProperty({}, 'api', { get: api }) as AuthorizedClient;
  const records = listRecords(client, 'https://api.smokeball.example')('matters');
  expect(api).not.toHaveBeenCalled();
  await expect(records.next()).rejects.toThrow('no ky yet');
});

test.each(['https://evil.example/matters', '/matters?offset=2', 'http://127.0.0.1:1/matters', 'the same page'])(
  'a list whose next page is %s throws after the records of the first page',
  async (href) => {
    const { server, smokeball } = await startSmokeball();
    server.answerApiAlways({
      body: { value: [1], next: { href: href === 'the same page' ? `${server.url}/matters?limit=500` : href } },
    });
    const records = smokeball.list('matters');
    expect((await records.next()).value).toBe(1);
    await expect(records.next()).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('must be an absolute URL at the origin of the API'),
    });
    expect(server.apiRequests).toHaveLength(1);
  },
);

test.each([{}, { value: 7 }, { value: [1], next: '/matters' }, '<html>Please log in</html>'])(
  'the page %j is refused',
  async (body) => {
    const { server, smokeball } = await startSmokeball();
    server.answerApiAlways({ body });
    await expect(smokeball.list('matters').next()).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('must be JSON with an array `value`'),
    });
  },
);

test.each([
  [404, { title: 'Not Found', detail: 'No matter', errors: [{ id: 1 }] }, 'Not Found', 'region and environment'],
  [403, { message: 'Forbidden' }, 'Forbidden', 'API key'],
  [403, { Message: 'not authorized: execute-api:Invoke' }, 'not authorized: execute-api:Invoke', 'lacks a scope'],
  [401, { message: 'Unauthorized' }, 'Unauthorized', '`accountId`'],
  [400, 'text', undefined, undefined],
])('smokeballProblem reads a %i with %j', async (status, body, title, hint) => {
  const { server, smokeball } = await startSmokeball();
  server.answerApiAlways({ status, headers: { RequestId: 'request-7' }, body });
  const error: unknown = await smokeball.api.get('matters').catch((reason: unknown) => reason);
  expect(smokeballProblem(error)).toMatchObject({
    status,
    title,
    requestId: 'request-7',
    hint: hint === undefined ? undefined : expect.stringContaining(hint),
  });
});

test.each([undefined, new Error('other'), { response: {} }])('smokeballProblem returns undefined for %j', (error) => {
  expect(smokeballProblem(error)).toBeUndefined();
});
