import assert from 'node:assert/strict';
import type { RecordedRequest } from '../contract/recorded-request.ts';
import type { Reply } from '../contract/reply.ts';
import { expectNoCredential, expectNoToken, shows } from './leak-search.ts';
import { memberPaths, replaceMember } from './members.ts';
import type { ProviderSuiteOptions, Refusal } from './options.ts';
import { failureOf } from './outcomes.ts';
import { recordingCache } from './recording-cache.ts';
import { later, shortened, withLater } from './refusals.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';
import { suiteClients } from './suite-clients.ts';

/** What a server that follows RFC 6749 §5.2 replies. */
const standardRefusal: Refusal = {
  answer: {
    status: 401,
    body: { error: 'invalid_client', error_description: 'no', error_uri: 'https://acme.example' },
  },
  code: 'invalid_client',
};

/** No error, event or cache key shows a token or a credential, even if the server sends it back. */
export function leakTests(options: ProviderSuiteOptions): ProviderTests {
  const { refusals = [] } = options;
  const titled: [string, Refusal][] = [
    ['a standard refusal', standardRefusal],
    ...refusals.map((refusal, index): [string, Refusal] => [`refusal ${index + 1}, ${shortened(refusal)}`, refusal]),
  ];
  return {
    ...Object.fromEntries(
      titled.map(([name, refusal]) => [
        `shows no credential that a server repeats in ${name}`,
        (bed: SuiteBed) => echoEverywhere(bed, options, refusal),
      ]),
    ),

    async 'shows no credential in its events, its cache keys and itself'({ connect }) {
      const events: unknown[] = [];
      const cache = recordingCache();
      const client = connect({ cache, onEvent: (event) => events.push(event) });
      await client.token();
      expectNoCredential('An event', events, options);
      expectNoCredential('The shared cache', [cache.keys, cache.values], options);
      expectNoCredential('The client', client, options);
      expectNoCredential('`explain()`', client.explain(), options);
    },

    async "shows neither the client id nor the server's words in `explain()`"({ server, connect }) {
      const { clientId } = suiteClients(options).suiteClient;
      for (const [name, { answer }] of titled) {
        for (const replyWith of repliesWith(answer.body ?? '')) {
          server.answerAlways(withLater({ ...answer, body: replyWith(serverWords) }));
          const client = connect();
          await failureOf(client.token());
          const isShown = shows(client.explain(), [clientId, serverWords]);
          assert.ok(!isShown, `After ${name}, \`explain()\` must not contain the client id or the server's words.`);
        }
      }
    },

    async 'shows no token in its events, its cache keys, its errors and itself'({ server, connect }) {
      const events: unknown[] = [];
      const cache = recordingCache();
      const client = connect({ cache, onEvent: (event) => events.push(event) });
      await client.token();
      server.answerAlways({ status: 503, headers: later });
      const error = await failureOf(client.token({ forceRefresh: true }));
      expectNoToken('An event', events, server);
      expectNoToken('A cache key', cache.keys, server);
      expectNoToken('The error', error, server);
      expectNoToken('The client', client, server);
      expectNoToken('`explain()`', client.explain(), server);
    },
  };
}

/** No text that an adapter can know. */
const serverWords = 'words-of-the-server-51c0';

/** Sends each credential back in each member of the reply, one at a time. */
async function echoEverywhere({ server, connect }: SuiteBed, options: ProviderSuiteOptions, { answer }: Refusal) {
  for (const echo of echoes(options)) {
    for (const replyWith of repliesWith(answer.body ?? '')) {
      server.answerAlways((request) => {
        const text = echo(request);
        return withLater({
          ...answer,
          headers: { ...answer.headers, 'x-echo': text },
          body: replyWith(`bad ${text}!`),
        });
      });
      const events: unknown[] = [];
      const before = server.tokenRequests.length;
      const error = await failureOf(connect({ onEvent: (event) => events.push(event) }).token());
      assert.notEqual(server.tokenRequests.length, before, `The adapter must send a token request: ${error.message}`);
      expectNoCredential('The error', error, options);
      expectNoCredential('An event', events, options);
    }
  }
}

/** What a server can repeat: the whole request, and each credential in it, as it is and encoded. */
function echoes(options: ProviderSuiteOptions): readonly ((request: RecordedRequest) => string)[] {
  const { credentials = {}, usesClientSecret = true } = options;
  const further = Object.values(credentials);
  const { clientId, clientSecret } = suiteClients(options).suiteClient;
  const texts = [clientSecret, encodeURIComponent(clientSecret), `${clientId}:${clientSecret}`];
  return [
    ({ headers, body }) => `${JSON.stringify(headers)} ${body}`,
    ...(usesClientSecret ? texts.map((text) => () => text) : []),
    ...further.map((text) => (request: RecordedRequest) => (JSON.stringify(request).includes(text) ? text : 'nothing')),
  ];
}

type Body = NonNullable<Reply['body']>;

/** For each member of the body, a function that returns the body with another text in this member. */
function repliesWith(body: Body): readonly ((text: string) => Body)[] {
  if (typeof body === 'string' || body instanceof Uint8Array) return [(text) => text];
  return memberPaths(body).map((path) => (text) => {
    const copy = structuredClone(body);
    replaceMember(copy, path, text);
    return copy;
  });
}
