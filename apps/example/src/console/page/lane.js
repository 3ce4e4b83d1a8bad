// One provider on the page.

/** @import { Lane, TimelineEntry } from '../protocol.ts' */
/** @import { Life } from './life.js' */

import { connectControls } from './controls.js';
import { copyTemplate, field, showTexts } from './fields.js';
import { lifeAt, noLife, serviceOf } from './life.js';
import { formatCount } from './words.js';

/** Shows a lane, and moves its bar between two reports of the server. */
export class LaneView {
  element = copyTemplate('lane');
  #controls = connectControls(this.element);
  /** @type {{ lane: Lane, reportedAt: number } | undefined} */
  #report;
  /** @type {readonly string[]} */
  #results = [];

  /**
   * @param {Lane} lane
   * @param {number} reportedAt in ms since the epoch, on the server's clock
   */
  show(lane, reportedAt) {
    this.#report = { lane, reportedAt };
    const { name, simulator, explanation, counters, calls, without } = lane;
    const title = field(this.element, 'name');
    title.id = `lane-${name}`;
    this.element.dataset['lane'] = name;
    this.element.setAttribute('aria-labelledby', title.id);
    this.element.dataset['kind'] = simulator === undefined ? 'real' : 'simulator';
    field(this.element, 'naive').hidden = without === undefined;
    showTexts(this.element, {
      name,
      kind: simulator === undefined ? 'real service' : 'simulator',
      calls: formatCount(calls.made),
      failedCalls: formatCount(calls.failed),
      tokenRequests: formatCount(counters.tokenRequests),
      naiveCalls: formatCount(without?.made ?? 0),
      naiveFailedCalls: formatCount(without?.failed ?? 0),
      naiveTokenRequests: formatCount(without?.tokenRequests ?? 0),
      memory: formatCount(counters.memory),
      cache: formatCount(counters.cache),
      requested: formatCount(counters.requested),
      background: formatCount(counters.background),
      replayed: formatCount(counters.replayed),
      endpoint: explanation.tokenEndpoint ?? 'found with the first token request',
      clientAuth: explanation.clientAuth,
      scope: (explanation.token?.scope ?? explanation.scope)?.join(' ') || 'none',
    });
    for (const [cell, failed] of Object.entries({
      failedCalls: calls.failed,
      naiveFailedCalls: without?.failed ?? 0,
    })) {
      field(this.element, cell).dataset['failed'] = String(failed > 0);
    }
    this.#showFailure(explanation.failure);
    this.#controls.show(lane);
    this.move(reportedAt);
  }

  /** @param {number} now in ms since the epoch, on the server's clock */
  move(now) {
    if (this.#report === undefined) return;
    const { lane, reportedAt } = this.#report;
    const life = lifeAt(lane.explanation, reportedAt, now);
    this.#showLife(life, ageNames[life.age], serviceOf(life, lane.explanation.renewing));
  }

  /** Claims nothing about the token until the next report. Otherwise the page would go on saying that callers are served. */
  lose() {
    this.#report = undefined;
    this.#showLife(noLife, 'Unknown', { served: 'waits', text: 'Unknown until the server is back.' });
  }

  /**
   * @param {Life} life
   * @param {string} state
   * @param {ReturnType<typeof serviceOf>} service
   */
  #showLife(life, state, { served, text }) {
    showTexts(this.element, { ...life.times, state, served: text });
    field(this.element, 'state').dataset['age'] = life.age;
    field(this.element, 'served').dataset['served'] = served;
    field(this.element, 'held').hidden = life.retryAfter === 0;

    const bar = field(this.element, 'bar');
    bar.dataset['age'] = life.age;
    bar.style.setProperty('--spent', `${life.spent}%`);
    bar.style.setProperty('--soft-from', `${life.softFrom}%`);
    bar.style.setProperty('--hard-from', `${life.hardFrom}%`);
    bar.setAttribute('aria-label', `Life of the token of ${this.element.dataset['lane']}`);
    bar.setAttribute('aria-valuenow', String(Math.round(100 - life.spent)));
    bar.setAttribute('aria-valuetext', `${state}, renews ${life.times.renews}, ends ${life.times.ends}`);
  }

  /**
   * Shows the action of a button, and then its results.
   *
   * @param {TimelineEntry} entry
   */
  tell({ type, text }) {
    this.#results = type === 'result' ? [...this.#results, text].slice(-mostResults) : [];
    showTexts(this.element, { result: type === 'result' ? this.#results.join('\n') : text });
  }

  /** @param {Lane['explanation']['failure']} failure */
  #showFailure(failure) {
    field(this.element, 'failure').dataset['failed'] = String(failure !== undefined);
    const link = field(this.element, 'failureDocs');
    link.hidden = failure === undefined;
    if (failure !== undefined) link.setAttribute('href', failure.docs);
    showTexts(this.element, {
      failureLabel: failure === undefined ? 'No error since the last success.' : 'Last error',
      failureCode: failure?.code ?? '',
      failureMessage: failure === undefined ? '' : `${failure.message}.`,
      failureHint: failure?.hint ?? '',
    });
  }
}

const mostResults = 2;

const ageNames = { fresh: 'Fresh', soft: 'Soft', hard: 'Hard', none: 'No token' };
