import assert from 'node:assert/strict';
import type { Reply } from '../contract/reply.ts';
import { bearerToken } from './expected-request.ts';
import { oddBodies } from './failures.ts';
import type { ProviderSuiteOptions } from './options.ts';
import { type ProviderTests, resource, resourceRequests, type SuiteBed } from './suite-bed.ts';

const missingScope: Reply = {
  status: 403,
  headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  body: { error: 'insufficient_scope' },
};

/** A reply that rejects the token brings another token. The caller gets every other reply as it is. */
export function apiReplyTests({ apiToken = bearerToken, rejection = {} }: ProviderSuiteOptions): ProviderTests {
  if (apiToken === false) return {};
  return {
    async 'replaces a token that the API rejects, once'({ server, connect }) {
      const client = connect();
      await client.token();
      server.rejectIssuedTokens();
      if (rejection.badToken) server.answerApiNext(rejection.badToken);
      assert.equal((await client.fetch(resource)).status, 200, 'The request must succeed with the next token.');
      assert.equal(server.tokenRequests.length, 2, 'The adapter must get another token.');
    },

    async 'returns the reply of an API that rejects every token'({ server, connect }) {
      const client = connect();
      await client.token();
      server.answerApiAlways(() => {
        server.rejectIssuedTokens();
        return rejection.badToken ?? { fate: 'grant' };
      });
      const reply = await client.fetch(resource);
      assert.equal(server.tokenRequests.length, 2, 'The token must be replaced once.');
      const sent = resourceRequests(server);
      assert.equal(sent.length, 2, 'The request must be sent once more, and then not again.');
      // The same request, without the adapter.
      const headers = apiToken(server.issued.at(-1)?.accessToken ?? '');
      const direct = await fetch(`${server.url}${sent[1]?.url}`, { headers });
      assert.deepEqual(await contentOf(reply), await contentOf(direct), 'The caller must get the reply of the API.');
    },

    'keeps its token when the token lacks a scope': (bed) => keepsToken(bed, rejection.missingScope ?? missingScope),

    ...Object.fromEntries(
      (rejection.others ?? []).map((reply, index) => [
        `keeps its token after reply ${index + 1} of \`rejection.others\``,
        (bed: SuiteBed) => keepsToken(bed, reply),
      ]),
    ),

    async 'returns every odd reply of the API as it is'({ server, connect }) {
      const client = connect();
      await client.token();
      for (const status of [400, 401, 403]) {
        for (const body of oddBodies) {
          server.answerApiAlways({ status, headers: { 'x-suite': 'suite header' }, body });
          const reply = await client.fetch(resource);
          const actual = [reply.status, reply.headers.get('x-suite'), await reply.text()];
          assert.deepEqual(actual, [status, 'suite header', body], 'The reply must be unchanged.');
        }
      }
    },

    async 'hands on a reply of the API before its body ends'({ server, connect }) {
      const client = connect();
      await client.token();
      // No adapter inspects a stream of events. It breaks off, so that an adapter that waits for its end has an error.
      const headers = { 'content-type': 'text/event-stream' };
      server.answerApiAlways({ fate: 'truncate', headers, body: 'data: the suite sends half of this' });
      const call = client.fetch(resource);
      await assert.doesNotReject(call, 'The adapter must hand on the reply without waiting for the end of its body.');
      await assert.rejects((await call).text(), Error, 'The caller must notice that the body breaks off.');
    },

    async 'sends a request once to an API that is down'({ server, connect }) {
      const client = connect();
      await client.token();
      server.answerApiAlways({ status: 503 });
      const { status } = await client.fetch(resource);
      assert.equal(status, 503, 'The caller must get the reply of the API.');
      assert.equal(resourceRequests(server).length, 1, 'The adapter must not send the request again.');
      assert.equal(server.tokenRequests.length, 1, 'Another token does not help, so the adapter must not get one.');
    },
  };
}

async function keepsToken({ server, connect }: SuiteBed, reply: Reply): Promise<void> {
  const client = connect();
  await client.token();
  server.answerApiAlways(reply);
  assert.equal((await client.fetch(resource)).status, reply.status ?? 200, 'The caller must get the reply.');
  assert.equal(server.tokenRequests.length, 1, 'Another token does not help, so the adapter must not get one.');
}

/** A reply without the headers that the connection adds. */
async function contentOf(reply: Response): Promise<unknown> {
  const headers = [...reply.headers].filter(([name]) => !['connection', 'date', 'keep-alive'].includes(name));
  return { status: reply.status, headers, text: await reply.text() };
}
