import { expect, test } from 'vitest';
import { failureOf } from './ask.ts';
import { createTestBed } from './engine-test-bed.ts';
import { inspectWhole } from './inspect-whole.ts';

test.each(['while it is held', 'after it was given up'])(
  'a token that the server repeats %s is not shown',
  async (when) => {
    const { server, client } = await createTestBed();
    const token = await client.token();
    if (when === 'after it was given up') await client.invalidate(token);
    const description = `the token ${token.accessToken} has been issued already`;
    server.answerAlways({ status: 400, body: { error: 'invalid_request', error_description: description } });

    const error = await failureOf(client.token({ forceRefresh: true }));
    expect(error.description).toBe('(withheld: it repeats a credential)');
    expect(inspectWhole(error)).not.toContain(token.accessToken);
  },
);
