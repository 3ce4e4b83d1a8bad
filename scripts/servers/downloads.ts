/**
 * Downloads the files of the real servers into a cache outside the checkout.
 *
 * A file gets its final name only after its SHA-256 was checked. Otherwise an interrupted download could look complete.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface MavenCoordinate {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly extension: string;
  readonly sha256: string;
}

const attempts = 5;

/** The path of a file of Maven Central in the cache, downloaded if it is missing there. */
export function mavenFile({ group, artifact, version, extension, sha256 }: MavenCoordinate): Promise<string> {
  const name = `${artifact}-${version}.${extension}`;
  const folder = `${group.replaceAll('.', '/')}/${artifact}/${version}`;
  return cachedFile(`https://repo1.maven.org/maven2/${folder}/${name}`, sha256);
}

/** The path of a file in the cache, downloaded from `url` if it is missing there or does not have this SHA-256. */
export async function cachedFile(url: string, sha256: string): Promise<string> {
  const path = join(cacheFolder(), new URL(url).pathname.split('/').at(-1) ?? '');
  if ((await exists(path)) && (await digest(path)) === sha256) return path;

  await mkdir(cacheFolder(), { recursive: true });
  // With the process id. Otherwise two runs could write into the same file.
  const partial = `${path}.${process.pid}.part`;
  const remove = () => rmSync(partial, { force: true });
  process.once('exit', remove);
  try {
    await download(url, partial);
    const actual = await digest(partial);
    if (actual !== sha256) throw new Error(`${url} has the SHA-256 ${actual}, but ${sha256} was expected.`);
    await rename(partial, path);
    return path;
  } finally {
    process.off('exit', remove);
    await rm(partial, { force: true });
  }
}

function cacheFolder(): string {
  const { GRANTKIT_SERVERS_CACHE } = process.env;
  return GRANTKIT_SERVERS_CACHE || join(homedir(), '.cache', 'grantkit');
}

async function download(url: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await continueDownload(url, path);
    } catch (error) {
      if (attempt === attempts) throw error;
      console.log(`${error instanceof Error ? error.message : error}: trying again in ${attempt} s`);
      await sleep(attempt * 1000);
    }
  }
}

/** Asks only for the bytes that an earlier attempt did not get. */
async function continueDownload(url: string, path: string): Promise<void> {
  const start = (await exists(path)) ? (await stat(path)).size : 0;
  const reply = await fetch(url, start > 0 ? { headers: { range: `bytes=${start}-` } } : {});
  if (!reply.ok || !reply.body) throw new Error(`${url} answered ${reply.status}`);
  const length = Number(reply.headers.get('content-length'));
  console.log(`downloading ${Math.round(length / 1e6)} MB from ${url} …`);
  // A server that ignores the range sends the whole file again, with status 200.
  await pipeline(reply.body, createWriteStream(path, { flags: reply.status === 206 ? 'a' : 'w' }));
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
