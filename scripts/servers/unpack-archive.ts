import { spawnSync } from 'node:child_process';

/** Unpacks a `.tar.gz` into a directory, without the one folder that holds all its files. */
export function unpackArchive(archive: string, directory: string): void {
  const tar = spawnSync('tar', ['-xzf', archive, '-C', directory, '--strip-components=1'], { encoding: 'utf8' });
  if (tar.status !== 0) throw new Error(`tar could not unpack ${archive}: ${tar.error?.message ?? tar.stderr}`);
}
