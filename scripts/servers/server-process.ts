import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcessGroup } from './process-group.ts';

export interface ServerProcess {
  /** Waits until `url` answers with status 200. If the program ends before, the error has the end of its log. */
  waitFor(url: string): Promise<void>;
  /** Kills the program and all processes that it started. This also happens when the current process ends. */
  kill(): Promise<void>;
}

/** In ms. A server needs a minute on two cores, but several if other programs use them. */
const longestStart = 600_000;

/** Starts a program in a directory, where `server.log` is its log. */
export function startServerProcess(
  command: string,
  args: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): ServerProcess {
  const logFile = join(directory, 'server.log');
  const log = openSync(logFile, 'a');
  const env = { ...process.env, ...environment };
  const group = startProcessGroup(command, args, { cwd: directory, env, stdio: ['ignore', log, log] });
  closeSync(log);
  let end: string | undefined;
  void group.ended.then((how) => {
    end = how;
  });

  async function waitFor(url: string): Promise<void> {
    const deadline = Date.now() + longestStart;
    while (!(await answers(url))) {
      if (end === undefined && Date.now() < deadline) await sleep(200);
      else throw new Error(`${command} does not answer at ${url} (${end ?? 'too slow'}):\n${lastLines(logFile)}`);
    }
  }
  return { waitFor, kill: group.kill };
}

async function answers(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    await reply.body?.cancel();
    return reply.status === 200;
  } catch {
    return false;
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-30).join('\n');
}
