import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export const usage = `Usage: pnpm start [--once] [--help]

Gets a token from Pulsoid, Smokeball and PingAM, calls each API once, and prints what happened.
On a terminal it then stays up and prints what the clients do, until Ctrl-C.

  --once   print the table and exit; so it does where the output is no terminal
  --help   print this

A provider whose variables are set, in the environment or in a .env file, is the real service; the others are
simulated on this machine. apps/example/.env.example lists the variables.

Exit status: 0 when every provider gave a token, 1 otherwise.`;

export function readCommandLine(args: readonly string[]): { readonly once: boolean; readonly help: boolean } {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ args: [...args], options: { once: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
