import { between, type Random, seededRandom } from '../fleet/random.ts';

const replyFaults = [
  'unavailable',
  'rate-limited',
  'reset',
  'reset-in-body',
  'hang',
  'html',
  'html-502',
  'slow',
  'redirect',
] as const;
/** What the servers do wrong. Both know the first nine; each has one of its own. */
export type ReplyFault = (typeof replyFaults)[number];
export type TokenFault = ReplyFault | 'invalid-client';
export type ApiFault = ReplyFault | 'rejects-token';
export type CacheFault = 'throws' | 'hangs' | 'lies';

/** A fault that comes and goes. The times are in ms from the start of the run. */
export interface FaultWindow<Fault> {
  readonly fault: Fault;
  readonly from: number;
  readonly to: number;
  /** The share of requests that the fault hits. */
  readonly share: number;
}

export interface Plan {
  readonly tokenEndpoint: readonly FaultWindow<TokenFault>[];
  readonly api: readonly FaultWindow<ApiFault>[];
  readonly cache: readonly FaultWindow<CacheFault>[];
  /** For each of two machines, how many ms its wall clock is off. */
  readonly clocks: readonly (readonly FaultWindow<number>[])[];
}

const minutes = 60_000;

/**
 * The wall clocks jump by at least ten minutes. A shared entry carries wall clock times, and the engine accepts entries
 * that are up to a minute off, as the clocks of a fleet differ by seconds. A small jump would thus make a shared token
 * look younger than it is, which no client can see.
 */
const jumps = [-30, -20, -10, 10, 20, 30].map((jump) => jump * minutes);

/** The same seed and duration give the same plan. */
export function createPlan(seed: number, duration: number): Plan {
  const random = seededRandom(seed);
  const windows = <Fault>(faults: readonly Fault[], length: Range, pause: Range) =>
    createWindows({ faults, length, pause, random, duration });
  return {
    tokenEndpoint: windows<TokenFault>([...replyFaults, 'invalid-client'], [600, 1_600], [400, 1_200]),
    api: windows<ApiFault>([...replyFaults, 'rejects-token'], [400, 1_500], [300, 1_000]),
    cache: windows<CacheFault>(['throws', 'hangs', 'lies'], [800, 2_000], [500, 1_500]),
    clocks: [windows(jumps, [1_500, 4_000], [500, 2_000]), windows(jumps, [1_500, 4_000], [500, 2_000])],
  };
}

type Range = readonly [least: number, most: number];

interface WindowOptions<Fault> {
  readonly faults: readonly Fault[];
  readonly length: Range;
  readonly pause: Range;
  readonly random: Random;
  readonly duration: number;
}

/** Takes every fault once, in a random order, and then again. */
function createWindows<Fault>({ faults, length, pause, random, duration }: WindowOptions<Fault>) {
  const windows: FaultWindow<Fault>[] = [];
  for (let from = between(random, ...pause); from < duration; ) {
    for (const fault of shuffle(faults, random)) {
      const to = Math.min(from + between(random, ...length), duration);
      if (from < to) windows.push({ fault, from, to, share: random() < 0.5 ? 1 : between(random, 0.3, 1) });
      from = to + between(random, ...pause);
    }
  }
  return windows;
}

function shuffle<T>(values: readonly T[], random: Random): readonly T[] {
  const keyed = values.map((value) => ({ value, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
