import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

/** The port of the page, or the first one to try. */
export const firstPort = 4180;

export const usage = `Usage: pnpm start [--once | --serve] [--help]

Gets a token from Pulsoid, Smokeball and PingAM, calls each API once, and prints a table of the results.
On a terminal it then serves a page that shows live what the clients do, until you press Ctrl-C. The page is on port
${firstPort} of this machine, or on the next free port.

  --once   print the table and exit, which is also what happens if the output is not a terminal
  --serve  serve the page even if the output is not a terminal
  --help   print this text

If the variables of a provider are set, in the environment or in a .env file, its real service is used.
The other providers are simulated on this machine. apps/example/.env.example lists the variables.

Exit status with --once: 0 if every provider granted a token, 1 otherwise.`;

export interface CommandLine {
  readonly once: boolean;
  readonly serve: boolean;
  readonly help: boolean;
}

export function readCommandLine(args: readonly string[]): CommandLine {
  const values = parse(args);
  if (values.once && values.serve) throw new Problem(`Use either --once or --serve.\n\n${usage}`);
  return values;
}

function parse(args: readonly string[]): CommandLine {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ args: [...args], options: { once: flag, serve: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
