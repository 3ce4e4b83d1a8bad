import assert from 'node:assert/strict';
import type { Dialect } from '../contract/dialect.ts';
import { dialects } from '../dialects/named-dialects.ts';
import { replaceMember } from './members.ts';
import type { ProviderSuiteOptions } from './options.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';

const callers = 50;

/** A token is kept for as long as the server says, and all callers share one request for it. */
export function lifetimeTests({ dialect, lifetime = {} }: ProviderSuiteOptions): ProviderTests {
  const { member = 'expires_in', fallback = 300_000 } = lifetime;

  const livesFor = (seconds: number) => async (bed: SuiteBed) => {
    const { server, clock, connect } = bed;
    server.setLifetime(seconds);
    const client = connect();
    const first = await client.token();
    assert.equal(
      first.expiresAt - first.issuedAt,
      seconds * 1000,
      'The lifetime must be the lifetime that the server states.',
    );
    // Early enough: a background renewal starts in the last quarter of the lifetime, at most 10 minutes before the end.
    const early = Math.min(seconds * 500, 700_000);
    clock.advance(seconds * 1000 - early);
    assert.equal((await client.token()).accessToken, first.accessToken, 'The token must be kept until its end.');
    assert.equal(server.tokenRequests.length, 1, 'The adapter must not ask again while the token is valid.');
    clock.advance(early);
    assert.notEqual((await client.token()).accessToken, first.accessToken, 'A token must not be used after its end.');
  };

  const statedTests: ProviderTests = {
    'keeps a token of 1 s until its end': livesFor(1),
    'keeps a token of 60 s until its end': livesFor(60),
    'keeps a token of 58 days until its end': livesFor(5_011_271),
  };

  return {
    ...(member !== false && statedTests),

    async 'gives a token without a stated lifetime the lifetime that the adapter declares'({ connect, startServer }) {
      const server = member === false ? undefined : await startServer(withoutMember(dialect, member));
      const { issuedAt, expiresAt } = await connect({}, server).token();
      assert.equal(expiresAt - issuedAt, fallback, 'The lifetime must be `lifetime.fallback` of the suite.');
    },

    async [`makes one token request for ${callers} concurrent callers, on an empty cache and at expiry`](bed) {
      const { server, clock, connect } = bed;
      const client = connect();
      for (const requests of [1, 2]) {
        const tokens = await Promise.all(Array.from({ length: callers }, () => client.token()));
        const texts = new Set(tokens.map(({ accessToken }) => accessToken));
        assert.equal(texts.size, 1, 'All callers must get the same token.');
        assert.equal(server.tokenRequests.length, requests, 'All callers must share one request.');
        clock.advance((tokens[0]?.expiresAt ?? 0) - clock.now());
      }
    },
  };
}

/** The dialect without one member of its token reply. */
function withoutMember(named: ProviderSuiteOptions['dialect'], member: string): Dialect {
  const dialect = typeof named === 'string' ? dialects[named] : named;
  return {
    ...dialect,
    tokenMembers(token, registry) {
      const members = structuredClone(dialect.tokenMembers(token, registry));
      replaceMember(members, member.split('.'), undefined);
      return members;
    },
  };
}
