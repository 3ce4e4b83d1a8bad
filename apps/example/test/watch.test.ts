import { memoryTokenCache } from '@grantkit/core';
import { expect, test } from 'vitest';
import { connectPulsoid } from '../src/providers/pulsoid.ts';
import { watch } from '../src/watch.ts';

test('prints every event of a client except `served`, until it is interrupted', async () => {
  await using pulsoid = await connectPulsoid(undefined);
  const interrupted = new AbortController();
  const lines: string[] = [];
  await watch([pulsoid], {
    cache: memoryTokenCache(),
    period: 1,
    signal: interrupted.signal,
    print(line) {
      lines.push(line);
      if (line.includes('again')) interrupted.abort();
    },
  });
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}pulsoid {4}/, '').replace(/\d+ ms/, '… ms'))).toEqual([
    'the simulator now rejects the tokens that it has issued',
    'got a token for 58 days, in … ms',
    'the simulator now rejects the tokens that it has issued',
    'invalidated its token',
    'got a token for 58 days, in … ms',
    'sent an API request again, after HTTP 403',
  ]);
});
