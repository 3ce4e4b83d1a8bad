import { createIssuerClient } from '@grantkit/issuer';
import { Client, ClientCredentialsProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { connectMcp } from '../src/connect-mcp.ts';
import { credentials, type StartedMcp, startMcp } from './start-mcp.ts';
import { startStranger } from './stranger.ts';

function optionsFor({ authorization, clock }: StartedMcp) {
  return { ...credentials, issuer: authorization.url, scope: 'mcp:tools', clock };
}

async function connect(started: StartedMcp): Promise<Client> {
  const mcp = await connectMcp(started.endpoint, optionsFor(started));
  onTestFinished(() => mcp.close());
  return mcp;
}

/** Connects as the SDK's documents say, without Grantkit. */
async function connectWithProvider({ endpoint, authorization }: StartedMcp): Promise<Client> {
  const authProvider = new ClientCredentialsProvider({
    ...credentials,
    scope: 'mcp:tools',
    expectedIssuer: authorization.url,
  });
  const mcp = new Client({ name: 'reports', version: '1.0.0' });
  await mcp.connect(new StreamableHTTPClientTransport(new URL(endpoint), { authProvider }));
  onTestFinished(() => mcp.close());
  return mcp;
}

/** Calls a tool fifty times at once, and returns how many token requests that costs. */
async function tokenRequestsOf50Calls(mcp: Client, { authorization }: StartedMcp): Promise<number> {
  const before = authorization.tokenRequests.length;
  const values = Array.from({ length: 50 }, (_, value) => value);
  const results = await Promise.all(values.map((value) => mcp.callTool({ name: 'double', arguments: { value } })));
  expect(results.map(({ content }) => content)).toEqual(
    values.map((value) => [{ type: 'text', text: `${2 * value}` }]),
  );
  return authorization.tokenRequests.length - before;
}

test.each([
  ['has ended', ({ clock }: StartedMcp) => clock.advance(24 * 3_600_000)],
  ['was revoked', ({ revokeTokens }: StartedMcp) => revokeTokens()],
])('fifty calls at once cost one token request after the token %s', async (what, end) => {
  const ours = await startMcp();
  const mcp = await connect(ours);
  end(ours);
  await expect(tokenRequestsOf50Calls(mcp, ours)).resolves.toBe(1);

  const theirs = await startMcp();
  const other = await connectWithProvider(theirs);
  end(theirs);
  const count = await tokenRequestsOf50Calls(other, theirs);
  console.log(`50 calls after the token ${what}: 1 token request here, ${count} with the SDK's own provider`);
});

test('one token is requested for this server only, and each request carries it', async () => {
  const started = await startMcp();
  const mcp = await connect(started);
  await started.streamOpened;
  await mcp.callTool({ name: 'double', arguments: { value: 1 } });
  const [request, ...others] = started.authorization.tokenRequests;
  expect(others).toEqual([]);
  expect(request?.parameters.get('resource')).toBe(started.endpoint);
  const [token] = started.authorization.issued;
  expect(new Set(started.received.map(({ headers }) => headers.get('authorization')))).toEqual(
    new Set([`Bearer ${token?.accessToken}`]),
  );
  expect(started.received.map(({ method }) => method).toSorted()).toEqual(['GET', 'POST', 'POST', 'POST']);
});

test('an event arrives while its stream is still open', async () => {
  const started = await startMcp();
  const mcp = await connect(started);
  // The tool ends only after its first event has arrived. If the stream were buffered, the call would hang.
  const onprogress = () => started.release();
  const { content } = await mcp.callTool({ name: 'slow', arguments: {} }, { onprogress });
  expect(content).toEqual([{ type: 'text', text: 'done' }]);

  await started.streamOpened;
  const notified = Promise.withResolvers<void>();
  mcp.setNotificationHandler('notifications/tools/list_changed', () => notified.resolve());
  await started.announceTools();
  await notified.promise;
});

test('closing the connection ends its event stream', async () => {
  const started = await startMcp();
  const mcp = await connect(started);
  await started.streamOpened;
  await mcp.close();
  await started.streamClosed;
});

test.each(['same-origin', 'follow'] as const)(
  'a redirect to another server never takes the token there, with `redirectPolicy` %s',
  async (redirectPolicy) => {
    const started = await startMcp();
    const stranger = await startStranger();
    started.redirectTo(`${stranger.url}/mcp`);
    const service = createIssuerClient({ ...optionsFor(started), apiBaseUrl: started.endpoint });
    const options = { fetch: service.fetch, redirectPolicy };
    const mcp = new Client({ name: 'reports', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL(started.endpoint), options);
    await expect(mcp.connect(transport)).rejects.toThrow();
    expect(started.received[0]?.headers.get('authorization')).toMatch(/^Bearer /);
    expect(stranger.shown).toHaveLength(redirectPolicy === 'follow' ? 1 : 0);
    for (const headers of stranger.shown) expect(headers).not.toHaveProperty('authorization');
  },
);
