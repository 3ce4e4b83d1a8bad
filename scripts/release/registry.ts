// A package registry on loopback: Verdaccio. It holds what the rehearsal publishes, and gets every other package from the
// registry that npm is configured with.
import { once } from 'node:events';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../probes.ts';
import type { Manifest } from '../workspace.ts';

export interface Registry {
  /** The environment in which npm and pnpm use this registry, and neither a cache nor an account of the user. */
  readonly env: NodeJS.ProcessEnv;
  /** The manifests of everything that was published here, by package and version. */
  contents(): Promise<Map<string, Map<string, Manifest>>>;
  close(): void;
}

/** `home` is an empty folder for the registry and its data. */
export async function startRegistry(home: string): Promise<Registry> {
  const storage = join(home, 'storage');
  const server = await startVerdaccio(home, storage);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The registry does not listen on a port.');
  const origin = `127.0.0.1:${address.port}`;

  const settings = join(home, 'npmrc');
  const lines = [
    `registry=http://${origin}/`,
    // npm and pnpm do not publish without a token. The registry accepts every token.
    `//${origin}/:_authToken=rehearsal`,
    `cache=${join(home, 'npm-cache')}`,
    'prefer-online=true',
    'audit=false',
    'fund=false',
    'update-notifier=false',
  ];
  writeFileSync(settings, lines.join('\n'));

  return {
    env: {
      ...process.env,
      npm_config_userconfig: settings,
      npm_config_registry: `http://${origin}/`,
      npm_config_cache: join(home, 'npm-cache'),
      pnpm_config_cache_dir: join(home, 'pnpm-cache'),
    },
    contents: async () => {
      // Only packages that were published here have a folder with this scope.
      const names = globSync('@grantkit/*', { cwd: storage });
      const manifests = names.map(async (name): Promise<[string, Map<string, Manifest>]> => {
        const reply = await fetch(`http://${origin}/${name}`);
        const { versions } = (await reply.json()) as { versions: Record<string, Manifest> };
        return [name, new Map(Object.entries(versions))];
      });
      return new Map(await Promise.all(manifests));
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function startVerdaccio(home: string, storage: string): Promise<Server> {
  mkdirSync(home, { recursive: true });
  const { stdout: uplink } = await run('npm', ['config', 'get', 'registry']);
  const manifest = {
    private: true,
    dependencies: { verdaccio: '^6.10.4' },
    // A dependency of Verdaccio asks for the tag `cjs` of node-fetch, which a mirror of npm may lack.
    overrides: { 'node-fetch': '^2.7.0' },
  };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--prefix', home], { timeout: 300_000 });

  const verdaccio: { runServer(configuration: object): Promise<Server> } = createRequire(join(home, 'package.json'))(
    'verdaccio',
  );
  const server = await verdaccio.runServer({
    storage,
    self_path: home,
    uplinks: { npm: { url: uplink.trim() } },
    packages: {
      // Without a proxy. Otherwise a version that exists in the public registry could not be published here.
      '@grantkit/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'npm' },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
