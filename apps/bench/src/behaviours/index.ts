import { abort } from './abort.ts';
import type { Behaviour } from './behaviour.ts';
import { concurrentCallers } from './concurrent-callers.ts';
import { leaks } from './leaks.ts';
import { noLifetime } from './no-lifetime.ts';
import { recovery } from './recovery.ts';
import { redirect } from './redirect.ts';
import { serverDown } from './server-down.ts';
import { lifetimeOf60s, lifetimeOf240s } from './short-lifetimes.ts';
import { timeout } from './timeout.ts';
import { wrongSecret } from './wrong-secret.ts';

/** The behaviours to observe, one list for each part of the page. A new behaviour is a file and a line here. */
export const behaviours: Readonly<Record<string, readonly Behaviour[]>> = {
  'How many requests': [concurrentCallers, lifetimeOf60s, lifetimeOf240s, noLifetime, wrongSecret],
  'When something fails': [serverDown, recovery, timeout, abort, redirect, leaks],
};
