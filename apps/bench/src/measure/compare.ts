import { type Figure, figureOf } from './figure.ts';
import type { Repeat } from './repeat.ts';

export interface CompareOptions {
  /** How many rounds are measured. */
  readonly rounds: number;
  /** How long each subject works in each round, in ms. */
  readonly roundTime: number;
  /** The least number of repetitions in a round. @default 1 */
  readonly leastCount?: number;
}

/** What one subject costs. */
export interface Comparison {
  /** Its time divided by that of the baseline in the same round. */
  readonly ratio: Figure;
  /** The time of one repetition, in ns. */
  readonly time: Figure;
  /** Its time minus that of the baseline in the same round, in ns. */
  readonly difference: Figure;
}

/** Measures each subject and the baseline once in each round, so that other work of the machine slows all of them down. */
export async function compare(
  baseline: Repeat,
  subjects: ReadonlyMap<string, Repeat>,
  options: CompareOptions,
): Promise<{ readonly baseline: Figure; readonly subjects: ReadonlyMap<string, Comparison> }> {
  const all = [baseline, ...subjects.values()];
  const counts: number[] = [];
  for (const work of all) counts.push(await suitableCount(work, options));

  const times = all.map((): number[] => []);
  for (let round = 0; round < options.rounds; round += 1) {
    // Each round starts with another subject. Otherwise one of them would always follow the slowest.
    for (let step = 0; step < all.length; step += 1) {
      const index = (round + step) % all.length;
      const [work, count] = [all[index], counts[index]];
      if (work === undefined || count === undefined) continue;
      // Otherwise a subject would pay for the garbage of the one before it.
      globalThis.gc?.({ type: 'minor' });
      times[index]?.push(await time(work, count));
    }
  }

  const [baselineTimes = [], ...subjectTimes] = times;
  const byRound = (samples: readonly number[], combine: (time: number, baselineTime: number) => number) =>
    samples.map((sample, round) => combine(sample, baselineTimes[round] ?? Number.NaN));
  const compared = [...subjects.keys()].map((name, index): [string, Comparison] => {
    const samples = subjectTimes[index] ?? [];
    return [
      name,
      {
        ratio: figureOf(
          '×',
          byRound(samples, (sample, base) => sample / base),
        ),
        time: figureOf('ns', samples),
        difference: figureOf(
          'ns',
          byRound(samples, (sample, base) => sample - base),
        ),
      },
    ];
  });
  return { baseline: figureOf('ns', baselineTimes), subjects: new Map(compared) };
}

/** Warms the work up, and returns how many repetitions take the time of a round. */
async function suitableCount(work: Repeat, { roundTime, leastCount = 1 }: CompareOptions): Promise<number> {
  let count = leastCount;
  for (;;) {
    // The faster of two, because a pause of the machine would make the rounds too short.
    const spent = (Math.min(await time(work, count), await time(work, count)) * count) / 1e6;
    if (spent >= roundTime / 2) return Math.max(leastCount, Math.round((count * roundTime) / spent));
    count *= 2;
  }
}

/** The time of one repetition, in ns. */
async function time(work: Repeat, count: number): Promise<number> {
  const start = process.hrtime.bigint();
  await work(count);
  return Number(process.hrtime.bigint() - start) / count;
}
