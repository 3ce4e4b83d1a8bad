import { recovery } from '../behaviours/recovery.ts';
import { timeout } from '../behaviours/timeout.ts';
import type { Results } from './results.ts';

/** Behaviours that show times. Times differ from run to run, and a quick run cuts them off. */
const timed: readonly string[] = [recovery.title, timeout.title];

/** The versions and the observed behaviours of a run that differ from the committed results. */
export function outdated(committed: Results, run: Results): readonly string[] {
  const versions = Object.entries(run.versions).flatMap(([name, version]) =>
    committed.versions[name] === version ? [] : [`${name} is ${version}`],
  );
  const observed = Object.entries(run.behaviours).filter(([title]) => !timed.includes(title));
  const cells = observed.flatMap(([title, peers]) =>
    Object.entries(peers).flatMap(([name, { cell }]) =>
      committed.behaviours[title]?.[name]?.cell === cell ? [] : [`${title}, ${name}: ${cell}`],
    ),
  );
  return [...versions, ...cells];
}
