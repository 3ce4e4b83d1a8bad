import type { Answer } from '@grantkit/testing';
import type { Simulator } from '../simulators.ts';
import type { SimulatorState } from './protocol.ts';

/** The faults that a page can switch on at two simulators: the simulator of the lane, and the simulator of its twin. */
export interface Faults {
  state(): SimulatorState;
  setStopped(stopped: boolean): void;
  setAnswers(answers: SimulatorState['answers']): void;
  setShortLived(shortLived: boolean): void;
  rejectTokens(): void;
  rotateSecret(): void;
  /** Forgets old requests. Otherwise a console that runs for days would keep millions of them. */
  forgetRequests(): void;
}

/** In seconds. */
const shortLifetime = 10;
const retryAfter = 10;
const mostRequests = 1_000;

export function createFaults(simulators: readonly Simulator[]): Faults {
  let state: SimulatorState = { stopped: false, answers: undefined, shortLived: false };

  function set(change: Partial<SimulatorState>): void {
    state = { ...state, ...change };
    for (const { server, lifetime } of simulators) {
      server.answerAlways(tokenAnswer(state));
      server.setLifetime(state.shortLived ? shortLifetime : lifetime);
    }
  }

  return {
    state: () => state,
    setStopped: (stopped) => set({ stopped }),
    setAnswers: (answers) => set({ answers }),
    setShortLived: (shortLived) => set({ shortLived }),
    rejectTokens() {
      for (const { server } of simulators) server.rejectIssuedTokens();
    },
    rotateSecret() {
      for (const simulator of simulators) simulator.rotateSecret();
    },
    forgetRequests() {
      for (const { server } of simulators) {
        if (server.requests.length < mostRequests) continue;
        server.reset();
        server.answerAlways(tokenAnswer(state));
      }
    },
  };
}

/** The answer of the token endpoint; `undefined` for the usual one. The API has the same port, and stays up. */
function tokenAnswer({ stopped, answers }: SimulatorState): Answer | undefined {
  if (stopped) return { fate: 'reset' };
  if (answers === 429) return { status: 429, headers: { 'retry-after': `${retryAfter}` } };
  return answers && { status: answers };
}
