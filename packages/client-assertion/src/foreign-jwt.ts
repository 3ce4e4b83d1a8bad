import { decodeJwt, decodeProtectedHeader } from 'jose';

/** A JWT that somebody else signed. It is not verified, because only the authorization server knows the keys. */
export interface ForeignJwt {
  /** Its `iss` and `sub` as one text; empty if it has no `sub`. SPIFFE needs no `iss`, because its `sub` names the domain. */
  readonly workload: string;
  /** Its `exp` in ms since the epoch; `Infinity` if it has none. */
  readonly end: number;
}

/** Reads a JWT; `undefined` if the text is not one. */
export function readForeignJwt(text: string): ForeignJwt | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return undefined;
  try {
    decodeProtectedHeader(text);
    const { iss, sub, exp }: Readonly<Record<string, unknown>> = decodeJwt(text);
    return {
      workload: typeof sub === 'string' && sub !== '' ? `workload ${JSON.stringify([iss, sub])}` : '',
      // An error shows this time, and a `Date` cannot hold a very low number.
      end: typeof exp === 'number' ? Math.max(0, exp) * 1000 : Number.POSITIVE_INFINITY,
    };
  } catch {
    // What jose throws is left out, because it may quote the text.
    return undefined;
  }
}

/** A time in ms since the epoch, such as `2026-11-26 14:02 UTC`. */
export function timeOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
