import type { Faults } from './faults.ts';
import type { RunningLane } from './lane.ts';
import type { Action } from './protocol.ts';
import { stampede } from './stampede.ts';
import type { Twin } from './twin.ts';

export type ActionResult = 'done' | 'unknown' | 'for simulators only';

/** Runs the action of a button. */
export async function act(lane: RunningLane, name: string): Promise<ActionResult> {
  if (!isAction(name)) return 'unknown';
  const action = actions[name];
  const { simulated } = lane;
  if ('run' in action) {
    await lane.run(name, () => action.run(lane));
    return 'done';
  }
  if (simulated === undefined) return 'for simulators only';
  lane.tell('action', action.text);
  action.disturb(simulated.faults, simulated.twin);
  if (action.renews !== false) renew(lane);
  return 'done';
}

type LaneAction =
  | { run(lane: RunningLane): Promise<void> }
  | {
      readonly text: string;
      disturb(faults: Faults, twin: Twin): void;
      /** Whether the client then asks for a new token, as it does near the end of a token. @default true */
      readonly renews?: false;
    };

const actions: Readonly<Record<Action, LaneAction>> = {
  call: {
    run: async (lane) => lane.tell('result', `called the API: ${await lane.call()}`),
  },
  stampede: { run: stampede },
  invalidate: {
    async run(lane) {
      const { client, simulated, signal } = lane;
      lane.tell('action', `invalidates the token${simulated ? ', and restarts the naive program' : ''}`);
      const token = await client.token({ signal }).catch(() => undefined);
      if (token !== undefined) await client.invalidate(token);
      simulated?.twin.restart();
    },
  },
  stop: {
    text: 'stops the authorization server: it resets every connection to its token endpoint. The API stays up',
    disturb: (faults) => faults.setStopped(true),
  },
  start: { text: 'starts the authorization server', disturb: (faults) => faults.setStopped(false) },
  'answer-429': {
    text: 'makes the token endpoint answer 429 with Retry-After: 10',
    disturb: (faults) => faults.setAnswers(429),
  },
  'answer-500': { text: 'makes the token endpoint answer 500', disturb: (faults) => faults.setAnswers(500) },
  'answer-usual': {
    text: 'makes the token endpoint answer as usual',
    disturb: (faults) => faults.setAnswers(undefined),
  },
  'reject-tokens': {
    text: 'makes the API reject all tokens so far',
    disturb: (faults) => faults.rejectTokens(),
    // The next API call gets the rejection, and the client then asks for a new token.
    renews: false,
  },
  'rotate-secret': {
    text: 'rotates the secret: the client gets the pair of both, and the server refuses the old one',
    disturb: (faults) => faults.rotateSecret(),
  },
  'short-lived': {
    text: 'makes new tokens live ten seconds',
    disturb: (faults, twin) => setShortLived(true, faults, twin),
  },
  'usual-lifetime': {
    text: 'makes new tokens live as long as usual',
    disturb: (faults, twin) => setShortLived(false, faults, twin),
  },
};

function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name);
}

/** Both programs need a new token to show the new lifetime. */
function setShortLived(shortLived: boolean, faults: Faults, twin: Twin): void {
  faults.setShortLived(shortLived);
  twin.restart();
}

/** Otherwise nothing would happen for an hour, because the token in memory is good. The timeline shows the result. */
function renew({ client, signal }: RunningLane): void {
  client.token({ forceRefresh: true, signal }).catch(() => {});
}
