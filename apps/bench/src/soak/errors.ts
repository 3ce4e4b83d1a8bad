import { inspect } from 'node:util';
import { isGrantError } from '@grantkit/core';
import { isHTTPError, isNetworkError, isTimeoutError } from 'ky';
import type { Checks } from './checks.ts';
import { isSensitive } from './credentials.ts';

/** Checks what the calls throw, and counts it by code. */
export interface Errors {
  /** Takes an error of `token()` or of `invalidate()`. */
  ofToken(error: unknown): void;
  /** Takes an error of `fetch` or `api`. `reason` is what the caller aborted with, or would have. */
  ofApi(error: unknown, reason: unknown): void;
  readonly counts: ReadonlyMap<string, number>;
}

export function createErrors(checks: Checks): Errors {
  const counts = new Map<string, number>();
  const inspected = new Set<string>();

  function note(kind: string, error: unknown): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    // Errors that differ only in their numbers are one. To inspect tens of thousands would take the whole run.
    const distinct = `${kind} ${error}`.replace(/\d+/g, '0');
    if (inspected.has(distinct)) return;
    inspected.add(distinct);
    const whole = inspect(error, { depth: 12, showHidden: true, getters: true, maxStringLength: null });
    if (isSensitive(whole) || isSensitive(`${JSON.stringify(error)} ${error instanceof Error && error.stack}`)) {
      checks.fail('leaks', `an error: ${distinct}`);
    }
  }

  function foreign(from: string, error: unknown): void {
    note('foreign', error);
    checks.fail('foreign', `${from} threw ${inspect(error).slice(0, 300).replaceAll('\n', ' ')}`);
  }

  return {
    counts,
    ofToken(error) {
      if (isGrantError(error)) note(error.cached ? `${error.code} (remembered)` : error.code, error);
      else foreign('token()', error);
    },
    ofApi(error, reason) {
      if (isGrantError(error)) note(error.code, error);
      else if (error === reason) note('the own abort reason', error);
      else if (isHTTPError(error)) note(`HTTPError ${error.response.status}`, error);
      else if (isTimeoutError(error)) note('TimeoutError', error);
      else if (isNetworkError(error)) note('NetworkError', error);
      // The only two messages of the `TypeError` of undici's `fetch`: without a reply, and in the middle of a body.
      else if (error instanceof TypeError && /^(fetch failed|terminated)$/.test(error.message))
        note(`TypeError: ${error.message}`, error);
      else foreign('fetch or api', error);
    },
  };
}
