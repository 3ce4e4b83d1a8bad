import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { slowReply } from './slow-reply.ts';

const requests = new Int32Array(workerData);
const bodyOf = {
  token: () => JSON.stringify({ access_token: crypto.randomUUID(), token_type: 'Bearer', expires_in: 3_600 }),
  api: () => '{"things":[]}',
};

// `/token` and `/slow-token` grant a token to everybody. Everything else is the API.
const server = createServer((request, response) => {
  const path = request.url?.split('?')[0] ?? '';
  const isToken = path.endsWith('token');
  const answer = () => {
    response.setHeader('content-type', 'application/json');
    response.end(isToken ? bodyOf.token() : bodyOf.api());
  };
  if (isToken) Atomics.add(requests, 0, 1);
  request.resume().on('end', () => (path === '/slow-token' ? setTimeout(answer, slowReply) : answer()));
});
server.listen(0, '127.0.0.1', 1_024, () => {
  const address = server.address();
  if (typeof address === 'object') parentPort?.postMessage(address?.port);
});
