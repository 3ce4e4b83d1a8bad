// The buttons of a lane.

/** @import { Action, Lane } from '../protocol.ts' */

/**
 * @param {HTMLElement} element the lane
 */
export function connectControls(element) {
  /** @type {Lane | undefined} */
  let lane;

  /** @param {Action} action */
  const run = async (action) => {
    if (lane === undefined) return;
    // A lost server shows in the page's header.
    await fetch(`lanes/${encodeURIComponent(lane.name)}/${action}`, { method: 'POST' }).catch(() => {});
  };

  /** @type {Readonly<Record<string, { isOn(): boolean, turn(): unknown }>>} */
  const toggles = {
    stopped: toggle('stop', 'start', () => lane?.simulator?.stopped === true),
    answers429: toggle('answer-429', 'answer-usual', () => lane?.simulator?.answers === 429),
    answers500: toggle('answer-500', 'answer-usual', () => lane?.simulator?.answers === 500),
    shortLived: toggle('short-lived', 'usual-lifetime', () => lane?.simulator?.shortLived === true),
  };

  /**
   * @param {Action} on
   * @param {Action} off
   * @param {() => boolean} isOn
   */
  function toggle(on, off, isOn) {
    return { isOn, turn: () => run(isOn() ? off : on) };
  }

  function show() {
    for (const button of element.querySelectorAll('button')) {
      const pressed = toggles[button.dataset['toggle'] ?? '']?.isOn();
      if (pressed !== undefined) button.setAttribute('aria-pressed', String(pressed));
    }
  }

  element.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button === null) return;
    toggles[button.dataset['toggle'] ?? '']?.turn();
    const { action } = button.dataset;
    if (action !== undefined) void run(/** @type {Action} */ (action));
  });

  return {
    /** @param {Lane} current */
    show(current) {
      lane = current;
      for (const part of element.querySelectorAll('[data-simulators]')) {
        if (part instanceof HTMLElement) part.hidden = current.simulator === undefined;
      }
      show();
    },
  };
}
