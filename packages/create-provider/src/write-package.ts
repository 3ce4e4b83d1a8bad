import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes a new package.
 *
 * @throws {Error} if the folder exists.
 */
export function writePackage(folder: string, files: ReadonlyMap<string, string>): void {
  if (existsSync(folder))
    throw new Error(
      `\`${folder}\` exists already, and nothing was changed. Remove it, choose another name, or use another folder.`,
    );
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  }
}
