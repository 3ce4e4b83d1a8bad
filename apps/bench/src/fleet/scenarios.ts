import { type Scenario, sharings } from './scenario.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

type Fleet = Omit<Scenario, 'sharing' | 'jitter'>;

const day: Fleet = {
  title: 'a day, tokens of 1 h',
  duration: 24 * hour,
  startWithin: minute,
  callEvery: 30 * second,
  lifetime: hour,
  serverTakes: [80, 400],
};
const shortTokens: Fleet = { ...day, title: '30 min, tokens of 60 s', duration: 30 * minute, lifetime: minute };
const busy: Fleet = {
  ...shortTokens,
  title: '10 min, tokens of 60 s, a call every second',
  duration: 10 * minute,
  callEvery: second,
};
const coldStart: Fleet = { ...day, title: 'cold start within 1 s', duration: 10 * minute, startWithin: second };
const slowServer: Fleet = {
  ...coldStart,
  title: 'cold start within 1 s, replies take 6 s',
  serverTakes: [6_000, 6_000],
};

// The outage begins before the soft window of the tokens, and ends a minute before the tokens expire.
const times = { from: 49 * minute, until: 59 * minute };
const refusing: Fleet = { ...day, title: '10 min of 503', duration: 2 * hour, outage: { ...times, answers: true } };
const lasting: Fleet = {
  ...refusing,
  title: '15 min of 503, tokens expire meanwhile',
  outage: { from: 49 * minute, until: 64 * minute, answers: true },
};
const silent: Fleet = { ...refusing, title: '10 min without replies', outage: { ...times, answers: false } };

export const scenarios: readonly Scenario[] = [
  ...[day, shortTokens, busy].flatMap((fleet) => [...variants(fleet, true), ...variants(fleet, false)]),
  ...[coldStart, slowServer, refusing, silent, lasting].flatMap((fleet) => variants(fleet, true)),
];

function variants(fleet: Fleet, jitter: boolean): readonly Scenario[] {
  return sharings.map((sharing) => ({ ...fleet, sharing, jitter }));
}
