import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the `.env` file of the directory where the program was started. Variables that are already set win. */
export function loadDotEnv(): void {
  // `pnpm --filter` starts the program in the package's directory. `INIT_CWD` is the directory where pnpm was started.
  const path = join(process.env['INIT_CWD'] ?? process.cwd(), '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}
