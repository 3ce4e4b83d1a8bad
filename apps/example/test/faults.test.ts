import { expect, test } from 'vitest';
import { createFaults } from '../src/console/faults.ts';
import { simulate } from '../src/simulators.ts';

test('a fault stays when the thousand requests before are forgotten', async () => {
  await using simulator = await simulate('pulsoid');
  const { server } = simulator;
  const faults = createFaults([simulator]);
  faults.setAnswers(500);
  const post = async () => (await fetch(server.tokenEndpoint, { method: 'POST' })).status;
  for (let sent = 0; sent < 999; sent += 1) await post();
  faults.forgetRequests();
  expect(server.requests).toHaveLength(999);
  await post();
  faults.forgetRequests();
  expect(server.requests).toHaveLength(0);
  expect(await post()).toBe(500);
});

test('a server that is stopped while it answers 429 answers 429 again when it is started', async () => {
  await using simulator = await simulate('smokeball');
  const faults = createFaults([simulator]);
  const post = () => fetch(simulator.server.tokenEndpoint, { method: 'POST' });
  faults.setAnswers(429);
  faults.setStopped(true);
  await expect(post()).rejects.toThrow();
  faults.setStopped(false);
  const reply = await post();
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '10']);
  expect((await fetch(`${simulator.server.url}/matters`)).status).toBe(401);
});
