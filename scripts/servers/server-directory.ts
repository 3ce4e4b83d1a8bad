import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for the files of one server, which is removed at the latest when this process ends. */
export interface ServerDirectory {
  readonly path: string;
  remove(): void;
}

export function createServerDirectory(name: string): ServerDirectory {
  const path = mkdtempSync(join(tmpdir(), `grantkit-${name}-`));
  // A server that was just killed may still write. Then the first attempt to remove its directory fails.
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.once('exit', remove);
  return {
    path,
    remove: () => {
      process.off('exit', remove);
      remove();
    },
  };
}
