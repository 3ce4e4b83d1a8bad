import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program of this app in a process of its own, and returns the JSON that it prints in its last line. */
export async function runChild(file: URL, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...process.execArgv, '--max-old-space-size=8192', file.pathname, ...args],
    { timeout: 600_000 },
  );
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
