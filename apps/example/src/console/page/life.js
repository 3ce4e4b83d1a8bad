// The life of a token at a moment between two reports of the server.

/** @import { Lane } from '../protocol.ts' */
/** @typedef {'fresh' | 'soft' | 'hard' | 'none'} Age */

import { formatSpan, formatTime } from './words.js';

/**
 * @typedef {object} Life
 * @property {Age} age
 * @property {number} spent The share of the lifetime that is over, in percent.
 * @property {number} softFrom Where the soft window starts, in percent of the lifetime.
 * @property {number} hardFrom Where the token is not served any more, in percent of the lifetime.
 * @property {number} retryAfter Milliseconds until the next attempt may start.
 * @property {Readonly<Record<'requestedAt' | 'renews' | 'ends', string>>} times
 */

/**
 * The life of no token.
 *
 * @type {Life}
 */
export const noLife = {
  age: 'none',
  spent: 100,
  softFrom: 100,
  hardFrom: 100,
  retryAfter: 0,
  times: { requestedAt: '–', renews: '–', ends: '–' },
};

/**
 * @param {Lane['explanation']} explanation
 * @param {number} reportedAt when the server reported it, in ms since the epoch
 * @param {number} now in ms since the epoch, on the server's clock
 * @returns {Life}
 */
export function lifeAt({ token, retryAfter, renewing }, reportedAt, now) {
  const passed = now - reportedAt;
  const held = Math.max(0, retryAfter - passed);
  if (token === undefined) return { ...noLife, retryAfter: held };
  const start = Date.parse(token.issuedAt);
  const end = Date.parse(token.expiresAt);
  const renewsIn = token.renewsIn - passed;
  const age = token.servedFor <= passed ? 'hard' : renewsIn <= 0 ? 'soft' : 'fresh';
  return {
    // The server decides: a token can turn hard by a clock that the page does not know.
    age: token.age === 'hard' ? 'hard' : age,
    spent: share(now, start, end),
    softFrom: share(reportedAt + token.renewsIn, start, end),
    hardFrom: share(reportedAt + token.servedFor, start, end),
    retryAfter: held,
    times: {
      requestedAt: formatTime(start, now),
      renews: renewsIn > 0 ? `in ${formatSpan(renewsIn)}` : renewing ? 'now' : 'with the next call',
      ends: now < end ? `in ${formatSpan(end - now)}` : `${formatSpan(now - end)} ago`,
    },
  };
}

/**
 * @param {number} at
 * @param {number} start
 * @param {number} end
 */
function share(at, start, end) {
  return Math.min(100, Math.max(0, ((at - start) / (end - start)) * 100));
}

/**
 * Says what a caller gets now.
 *
 * @param {Life} life
 * @param {boolean} renewing
 * @returns {{ served: 'yes' | 'waits' | 'no', text: string }}
 */
export function serviceOf({ age, retryAfter }, renewing) {
  const attempt = `The next token request can start in ${formatSpan(retryAfter + 999)}.`;
  if (age === 'fresh' || age === 'soft') {
    const idle = age === 'soft' ? 'The next call renews it in the background.' : '';
    const renewal = renewing ? 'The client is renewing it in the background.' : idle;
    return { served: 'yes', text: `Callers get the token from memory. ${retryAfter > 0 ? attempt : renewal}`.trim() };
  }
  if (renewing) return { served: 'waits', text: 'Callers wait for one token request.' };
  if (retryAfter > 0) return { served: 'no', text: `Callers get an error. ${attempt}` };
  return { served: 'waits', text: 'The next caller starts a token request.' };
}
