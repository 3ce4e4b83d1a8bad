/** Does something `count` times. */
export type Work = (count: number) => Promise<unknown>;

/** Options of {@link compare}. */
export interface CompareOptions {
  /** How often each round repeats the work. A round should last some ms. */
  readonly count: number;
  /** How many rounds are measured, after a warm-up. */
  readonly rounds: number;
}

/** Measures how much longer `subject` takes than `baseline`. One line shows the median ratio, the range, the time. */
export async function compare(
  name: string,
  { subject, baseline }: { readonly subject: Work; readonly baseline: Work },
  { count, rounds }: CompareOptions,
): Promise<string> {
  const warmUpRounds = Math.ceil(rounds / 4);
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    // Alternate, so that other work of the machine slows down both alike.
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

/** The time of one repetition, in ns. */
async function time(work: Work, count: number): Promise<number> {
  const start = process.hrtime.bigint();
  await work(count);
  return Number(process.hrtime.bigint() - start) / count;
}

/** The minimum, the median and the maximum. */
function spread(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0, 0.5, 1].map((part) => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN);
}

function formatTime(nanoseconds: number): string {
  return nanoseconds < 10_000 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1000).toFixed(0)} µs`;
}
