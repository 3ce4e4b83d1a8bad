import { recovery } from '../behaviours/recovery.ts';
import { timeout } from '../behaviours/timeout.ts';
import type { Results } from './results.ts';

/** They show times, which differ from run to run and are cut off in a quick run. */
const timed: readonly string[] = [recovery.title, timeout.title];

/** What the committed results say in another way than a run has just shown: versions, and what was observed. */
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
