/** Something to be done `count` times over. */
export type Work = (count: number) => Promise<unknown>;

export interface CompareOptions {
  /** Repetitions in each turn: enough for a turn to last some ms. */
  readonly count: number;
  readonly rounds: number;
}

/** How much longer `subject` takes than `baseline`, as one line: the median of the rounds, their range, the time. */
export async function compare(
  name: string,
  { subject, baseline }: { readonly subject: Work; readonly baseline: Work },
  { count, rounds }: CompareOptions,
): Promise<string> {
  const warmUpRounds = Math.ceil(rounds / 4);
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    // In turns, and each first every other time: what the machine does meanwhile hits both alike.
    const subjectFirst = round % 2 === 0;
    const first = await time(subjectFirst ? subject : baseline, count);
    const second = await time(subjectFirst ? baseline : subject, count);
    if (round < 0) continue;
    const [subjectTime, baselineTime] = subjectFirst ? [first, second] : [second, first];
    ratios.push(subjectTime / baselineTime);
    times.push(subjectTime);
  }
  const [minimum, middle, maximum] = spread(ratios).map((ratio) => ratio.toFixed(2).padStart(6));
  const [, nanoseconds = 0] = spread(times);
  return `  ${name.padEnd(34)} ${middle} ×  (${minimum} …${maximum} )  ${formatTime(nanoseconds).padStart(7)} each`;
}

/** ns for each repetition. */
async function time(work: Work, count: number): Promise<number> {
  const start = process.hrtime.bigint();
  await work(count);
  return Number(process.hrtime.bigint() - start) / count;
}

/** Minimum, median, maximum. */
function spread(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0, 0.5, 1].map((part) => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN);
}

function formatTime(nanoseconds: number): string {
  return nanoseconds < 10_000 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1000).toFixed(0)} µs`;
}
