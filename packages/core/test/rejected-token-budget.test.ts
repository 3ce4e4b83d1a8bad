import { expect, test } from 'vitest';
import { createTestBed, granted, shown } from './test-bed.ts';

const rejected = { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };

test('late rejections of a token that has been replaced spend nothing of the budget', async () => {
  const { server, client } = await createTestBed();
  await client.token();
  const { promise: release, resolve: answer } = Promise.withResolvers<void>();
  const { promise: allArrived, resolve: lastArrives } = Promise.withResolvers<void>();
  let arrived = 0;
  const reject = () => {
    arrived += 1;
    if (arrived === 20) lastArrives();
    return { ...rejected, release };
  };
  server.answerApiNext(...Array(20).fill(reject));
  const late = Array.from({ length: 20 }, () => client.fetch('late'));
  await allArrived;

  server.answerApiNext(rejected);
  expect((await client.fetch('things')).status).toBe(200);
  answer();
  expect((await Promise.all(late)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(server.tokenRequests).toHaveLength(2);

  // One of five is spent: four more tokens are replaced, and no fifth.
  const statuses = [];
  for (let call = 0; call < 5; call += 1) {
    server.answerApiNext(rejected);
    statuses.push((await client.fetch('things')).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 401]);
  expect(server.tokenRequests).toHaveLength(6);
});

test('a hundred scopes at an API that rejects every token cost one token request each, and five more together', async () => {
  const { server, client, clock } = await createTestBed();
  server.answerApiAlways(rejected);
  const scopes = Array.from({ length: 100 }, (_, n) => client.scoped(`scope-${n}`));
  const callEach = async () => {
    const replies = await Promise.all(scopes.map((scope) => scope.fetch('things')));
    expect(replies.every(({ status }) => status === 401)).toBe(true);
  };
  for (let round = 0; round < 10; round += 1) await callEach();
  expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([105, 1_005]);

  // Then one a minute, for all of them together.
  for (const minutes of [1, 2]) {
    clock.advance(60_000);
    await callEach();
    expect(server.tokenRequests).toHaveLength(105 + minutes);
  }
});

test('a token that is granted again, accepted, and later rejected is invalidated again', async () => {
  const { server, client } = await createTestBed();
  server.answerAlways({ fate: 'grant', token: { access_token: 'the-same' } });
  server.answerApiNext(rejected);
  expect((await client.fetch('things')).status).toBe(401);
  for (let call = 0; call < 10; call += 1) expect((await client.fetch('things')).status).toBe(200);
  expect(granted(server)).toEqual(['the-same', 'the-same']);

  server.answerAlways(undefined);
  server.answerApiNext(rejected);
  expect((await client.fetch('things')).status).toBe(200);
  expect(granted(server)).toHaveLength(3);
  expect(shown(server).slice(-2)).toEqual(granted(server).slice(-2));
});

test('a server that always grants the same token gets five more token requests, and no API request is sent again', async () => {
  const { server, client } = await createTestBed();
  server.answerAlways({ fate: 'grant', token: { access_token: 'the-same' } });
  server.answerApiAlways(rejected);
  for (let call = 0; call < 20; call += 1) expect((await client.fetch('things')).status).toBe(401);
  expect([server.tokenRequests.length, server.apiRequests.length]).toEqual([6, 20]);
});
