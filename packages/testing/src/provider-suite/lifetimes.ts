import assert from 'node:assert/strict';
import type { Dialect } from '../contract/dialect.ts';
import { dialects } from '../dialects/named-dialects.ts';
import { findMember, replaceMember } from './members.ts';
import type { ProviderSuiteOptions } from './options.ts';
import type { ProviderTests, SuiteBed } from './suite-bed.ts';

const callers = 50;

/** A token is kept for as long as the server says, and all callers share one request for it. */
export function lifetimeTests({ dialect, lifetime = {} }: ProviderSuiteOptions): ProviderTests {
  const { member = 'expires_in', unit = 1, fallback = 300_000 } = lifetime;
  const names = member === false ? [] : [member].flat();

  const livesFor = (seconds: number) => async (bed: SuiteBed) => {
    const { server, clock, connect } = bed;
    server.setLifetime(seconds);
    // An adapter can have a larger margin of its own.
    const client = connect({ expiryMargin: Math.min(seconds * 100, 10_000) });
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

  const lifetimes = [1, 60, 5_011_271].map((seconds) => Math.max(1, Math.round(seconds / unit)) * unit);
  const statedTests = Object.fromEntries(
    lifetimes.map((seconds) => [`keeps a token of ${shortened(seconds)} until its end`, livesFor(seconds)]),
  );

  return {
    ...(member !== false && statedTests),

    async 'gives a token without a stated lifetime the lifetime that the adapter declares'({ connect, startServer }) {
      const missing = new Set<string>();
      const server = await startServer(withoutMembers(dialect, names, missing));
      const { issuedAt, expiresAt } = await connect({}, server).token();
      const list = [...missing].join(', ');
      assert.equal(list, '', `The token reply of the dialect must have the members of \`lifetime.member\`: ${list}`);
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

/** The dialect without some members of its token reply. Reports the names that are not in the reply. */
function withoutMembers(
  named: ProviderSuiteOptions['dialect'],
  names: readonly string[],
  missing: Set<string>,
): Dialect {
  const dialect = typeof named === 'string' ? dialects[named] : named;
  return {
    ...dialect,
    tokenMembers(token, registry) {
      const members = structuredClone(dialect.tokenMembers(token, registry));
      for (const name of names) {
        const path = findMember(members, name);
        if (path === undefined) missing.add(name);
        else replaceMember(members, path, undefined);
      }
      return members;
    },
  };
}

function shortened(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  return days > 0 ? `${days} days` : `${seconds} s`;
}
