const units = [
  ['days', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** Formats a duration in ms for people: `58 days`, `1 h`, `1.5 h`, `240 ms`. */
export function formatDuration(ms: number): string {
  // A server may grant a token of an hour with 3599 s. That is shown as `1 h`.
  const unit = units.find(([, size]) => ms >= size * 0.99);
  if (unit === undefined) return `${Math.round(ms)} ms`;
  const [name, size] = unit;
  const amount = ms / size;
  const rounded = amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount);
  return `${rounded} ${rounded === 1 && name === 'days' ? 'day' : name}`;
}
