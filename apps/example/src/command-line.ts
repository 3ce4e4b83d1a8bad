import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export const usage = `Usage: pnpm start [--once] [--help]

Gets a token from Pulsoid, Smokeball and PingAM, calls each API once, and prints a table of the results.
On a terminal it then keeps running and prints what the clients do, until you press Ctrl-C.

  --once   print the table and exit, which is also what happens if the output is not a terminal
  --help   print this text

If the variables of a provider are set, in the environment or in a .env file, its real service is used.
The other providers are simulated on this machine. apps/example/.env.example lists the variables.

Exit status: 0 if every provider granted a token, 1 otherwise.`;

export function readCommandLine(args: readonly string[]): { readonly once: boolean; readonly help: boolean } {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ args: [...args], options: { once: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
