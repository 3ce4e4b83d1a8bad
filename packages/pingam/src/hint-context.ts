import type { AssertionAudienceOption } from '@grantkit/core';

/** The facts of a client that a hint can name. */
export interface HintContext {
  /** The realm; `undefined` if the host name decides. */
  readonly realm: string | undefined;
  /** The client authentication method, such as `client_secret_basic`. */
  readonly method: string;
  /** Whether the option `basicEncoding` exists, takes effect and is not `'raw'` yet. */
  readonly canSetRaw: boolean;
  /** Whether `createOpenAm` made the client. It has neither `basicEncoding` nor `audience`. */
  readonly isOpenAm: boolean;
  /** The option `audience`. */
  readonly audience: AssertionAudienceOption;
  /** The audience of assertions that do not set one themselves; empty if it is not known yet. */
  readonly expected: readonly string[];
}

/** The realm, in words. */
export function whereOf({ realm }: HintContext): string {
  return realm === undefined ? "the host name's own realm" : `the realm \`${realm}\``;
}
