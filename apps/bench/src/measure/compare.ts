import { type Figure, figureOf } from './figure.ts';
import type { Repeat } from './repeat.ts';

export interface CompareOptions {
  /** How many rounds are measured. */
  readonly rounds: number;
  /** How long each subject works in each round at least, in ms. */
  readonly roundTime: number;
  /** The least number of repetitions at a time. @default 1 */
  readonly leastCount?: number;
}

/** What one subject costs. */
export interface Comparison {
  /** Its time divided by the time of the baseline in the same round. */
  readonly ratio: Figure;
  /** The time of one repetition, in ns. */
  readonly time: Figure;
  /** Its time minus the time of the baseline in the same round, in ns. */
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
  for (const work of all) counts.push(await warmUp(work, options));

  const times = all.map((): number[] => []);
  for (let round = 0; round < options.rounds; round += 1) {
    // Each round starts with another subject, and every other round goes backwards. Otherwise one of them would always
    // follow the slowest.
    for (let step = 0; step < all.length; step += 1) {
      const index = (round + (round % 2 === 0 ? step : all.length - 1 - step)) % all.length;
      const [work, count] = [all[index], counts[index]];
      if (work === undefined || count === undefined) continue;
      // Otherwise a subject would pay for the garbage of the one before it.
      globalThis.gc?.({ type: 'minor' });
      times[index]?.push(await time(work, count, options.roundTime));
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

/** Warms the work up, and returns how many repetitions take a tenth of a round. */
async function warmUp(work: Repeat, { roundTime, leastCount = 1 }: CompareOptions): Promise<number> {
  let count = leastCount;
  while ((await time(work, count)) * count < (roundTime / 10) * 1e6) count *= 2;
  // In this time V8 compiles the work several times, and connections are opened.
  await time(work, count, 4 * roundTime);
  return count;
}

/** The time of one repetition, in ns. The work is repeated in steps of `count` until `atLeast` ms are over. */
async function time(work: Repeat, count: number, atLeast = 0): Promise<number> {
  const start = process.hrtime.bigint();
  for (let done = count; ; done += count) {
    await work(count);
    // Not a fixed number of steps: work that gets faster after the warm-up would have rounds that are too short.
    const spent = Number(process.hrtime.bigint() - start);
    if (spent >= atLeast * 1e6) return spent / done;
  }
}
