import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the `.env` of the directory where the program was started; variables that are set already win. */
export function loadDotEnv(): void {
  // `pnpm --filter` starts the program in the package's own directory, and leaves word of where the person was.
  const path = join(process.env['INIT_CWD'] ?? process.cwd(), '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}
