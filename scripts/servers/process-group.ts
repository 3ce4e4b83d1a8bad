import { type SpawnOptions, spawn } from 'node:child_process';

/** A program and all processes that it starts. They are killed at the latest when this process ends. */
export interface ProcessGroup {
  /** How the program ended, such as `exit code 0`. */
  readonly ended: Promise<string>;
  kill(): Promise<void>;
}

export function startProcessGroup(command: string, args: readonly string[], options: SpawnOptions): ProcessGroup {
  const child = spawn(command, args, { ...options, detached: true });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });

  function killGroup(): void {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // No process of the group is left.
    }
  }
  // Before all other exit handlers, because one of them removes the directory that the program writes to.
  process.prependOnceListener('exit', killGroup);

  async function kill(): Promise<void> {
    killGroup();
    await ended;
    process.off('exit', killGroup);
  }
  return { ended, kill };
}
