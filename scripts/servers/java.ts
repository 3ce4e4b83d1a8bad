import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const needed = 17;

/** Says why the servers that run on Java cannot start; `undefined` if they can. */
export function javaProblem(): string | undefined {
  // The servers' own start scripts choose in this order too.
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
  const { stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  if (error) return `Java ${needed} or newer is not installed (apt-get install default-jre-headless)`;
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  return version >= needed ? undefined : `${java} is older than Java ${needed}: ${stderr.split('\n')[0]}`;
}
