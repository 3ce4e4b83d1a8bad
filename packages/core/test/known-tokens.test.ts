import { expect, test } from 'vitest';
import { failureOf } from './failure-of.ts';
import { inspectWhole } from './inspect-whole.ts';
import { createTestBed } from './test-bed.ts';

test.each(['while it is in memory', 'after it was invalidated'])(
  'a token that the server repeats %s is withheld',
  async (when) => {
    const { server, client } = await createTestBed();
    const token = await client.token();
    if (when === 'after it was invalidated') await client.invalidate(token);
    const description = `the token ${token.accessToken} has been issued already`;
    server.answerAlways({ status: 400, body: { error: 'invalid_request', error_description: description } });

    const error = await failureOf(client.token({ forceRefresh: true }));
    expect(error.description).toBe('(withheld: it repeats a credential)');
    expect(inspectWhole(error)).not.toContain(token.accessToken);
  },
);
