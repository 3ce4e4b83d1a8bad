const units = [
  ['days', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** ms as a person would say them: `58 days`, `1 h`, `1.5 h`, `240 ms`. */
export function formatDuration(ms: number): string {
  // A token of an hour may come with 3599 s: that is an hour.
  const unit = units.find(([, size]) => ms >= size * 0.99);
  if (unit === undefined) return `${Math.round(ms)} ms`;
  const [name, size] = unit;
  const amount = ms / size;
  const rounded = amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount);
  return `${rounded} ${rounded === 1 && name === 'days' ? 'day' : name}`;
}
