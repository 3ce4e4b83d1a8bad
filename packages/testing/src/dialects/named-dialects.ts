import type { Dialect } from '../contract/dialect.ts';
import { openam } from './openam.ts';
import { pingam8 } from './pingam8.ts';
import { pulsoid } from './pulsoid.ts';
import { rfc6749 } from './rfc6749.ts';
import { rfc10070 } from './rfc10070.ts';
import { smokeball } from './smokeball.ts';

/** The name of a built-in dialect. */
export type DialectName = 'rfc6749' | 'rfc10070' | 'pulsoid' | 'smokeball' | 'pingam8' | 'openam';

/** The built-in dialects by name, for example to spread into your own {@link Dialect}. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  rfc6749,
  rfc10070,
  pulsoid,
  smokeball,
  pingam8,
  openam,
};
