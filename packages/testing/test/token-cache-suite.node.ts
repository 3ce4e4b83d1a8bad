import { describe, test } from 'node:test';
import { testTokenCache } from '@grantkit/testing';
import { mapSubject } from './map-token-cache.ts';

testTokenCache('a Map on node:test', () => mapSubject(), {
  runner: { describe, test },
  expiry: 'clock',
  lock: true,
  reach: 'processes',
});
