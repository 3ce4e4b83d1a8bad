import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** How the program ended, and what it printed. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the program finds when it starts. */
export interface Circumstances {
  /** The whole environment of the program. Nothing of the test's own environment is passed on. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The program in `src`. @default main.ts */
  readonly program?: string;
  /** The text of a `.env` file in the directory where the program is started. */
  readonly dotEnv?: string;
}

/** Starts the program as `pnpm start` does, in an empty directory. The end of the test ends it. */
export async function launch(args: readonly string[] = [], circumstances: Circumstances = {}) {
  const { program: file = 'main.ts', variables = {}, dotEnv } = circumstances;
  const main = fileURLToPath(new URL(`../src/${file}`, import.meta.url));
  const directory = await emptyDirectory();
  if (dotEnv !== undefined) await writeFile(join(directory, '.env'), dotEnv);
  const program = spawn(process.execPath, ['--conditions=@grantkit/source', main, ...args], {
    cwd: directory,
    env: { ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  return program;
}

/** Runs the program to its end. */
export async function start(args: readonly string[] = [], circumstances: Circumstances = {}): Promise<Run> {
  const program = await launch(args, circumstances);
  const status = new Promise<number | null>((resolve, reject) => program.once('error', reject).once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(program.stdout), text(program.stderr)]);
  return { status: await status, stdout, stderr };
}

/** Makes a directory that is removed when the test is over. */
export async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'grantkit-example-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}
