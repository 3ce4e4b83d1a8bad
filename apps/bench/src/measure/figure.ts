export type Unit = '×' | 'ns' | 'ms' | 'bytes' | 'requests';

/** What was measured in some rounds. */
export interface Figure {
  readonly unit: Unit;
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  /** One value for each round, in the order of the rounds. */
  readonly samples: readonly number[];
}

export function figureOf(unit: Unit, samples: readonly number[]): Figure {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))];
  const [median = Number.NaN, minimum = Number.NaN, maximum = Number.NaN] = [at(0.5), at(0), at(1)];
  if (![median, minimum, maximum].every(Number.isFinite)) throw new Error('There is no number to show');
  return { unit, median, minimum, maximum, samples };
}

/** The ratio in each round. */
export function ratioOf(samples: readonly number[], others: readonly number[]): Figure {
  return figureOf(
    '×',
    samples.map((sample, round) => sample / (others[round] ?? Number.NaN)),
  );
}

export function isFigure(cell: Figure | string): cell is Figure {
  return typeof cell !== 'string';
}

/** The median, with the minimum and the maximum if they differ. */
export function formatFigure({ unit, median, minimum, maximum }: Figure): string {
  if (minimum === maximum) return formatNumber(unit, median);
  return `${formatNumber(unit, median)} (${formatNumber(unit, minimum, false)}–${formatNumber(unit, maximum, false)})`;
}

export function formatNumber(unit: Unit, value: number, withUnit = true): string {
  const suffix = (text: string, name: string) => (withUnit || unit === 'ns' ? `${text} ${name}` : text);
  switch (unit) {
    case '×':
      return value.toFixed(value < 100 ? 2 : 0);
    case 'ns':
      if (Math.abs(value) >= 1e6) return suffix((value / 1e6).toFixed(1), 'ms');
      return Math.abs(value) >= 1e4 ? suffix((value / 1e3).toFixed(1), 'µs') : suffix(value.toFixed(0), 'ns');
    case 'ms':
      return suffix(value.toFixed(0), 'ms');
    case 'bytes':
      return suffix(Math.round(value).toLocaleString('en'), 'B');
    case 'requests':
      return value.toLocaleString('en');
  }
}
