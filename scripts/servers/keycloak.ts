import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from '../../packages/issuer/test/certificates.ts';
import { type MavenCoordinate, mavenFile } from './downloads.ts';
import { freePort } from './free-port.ts';
import type { RunningServer } from './server.ts';
import { createServerDirectory } from './server-directory.ts';
import { startServerProcess } from './server-process.ts';
import { unpackArchive } from './unpack-archive.ts';

/** The newest version on Maven Central in November 2026. It runs on Java 17. */
export const keycloak: MavenCoordinate = {
  group: 'org.keycloak',
  artifact: 'keycloak-quarkus-dist',
  version: '26.7.3',
  extension: 'tar.gz',
  sha256: '77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47',
};

/**
 * Starts a Keycloak on loopback, which takes about 30 s. Most of that is Keycloak's own build step.
 *
 * It keeps its data in memory. It asks for client certificates of an authority that is made for this one server.
 *
 * @see https://www.keycloak.org/server/all-config
 */
export async function startKeycloak(): Promise<RunningServer> {
  const archive = await mavenFile(keycloak);
  const directory = createServerDirectory('keycloak');
  const { path } = directory;
  unpackArchive(archive, path);

  const certificates = writeCertificates(path);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const password = randomBytes(18).toString('base64url');
  const server = startServerProcess(
    join(path, 'bin', 'kc.sh'),
    [
      'start-dev',
      '--db=dev-mem',
      '--cache=local',
      // For both ports.
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--https-port=${tlsPort}`,
      `--https-certificate-file=${certificates.server.cert}`,
      `--https-certificate-key-file=${certificates.server.key}`,
      '--https-client-auth=request',
      `--https-trust-store-file=${certificates.authority.cert}`,
    ],
    path,
    {
      JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: password,
    },
  );

  async function stop(): Promise<void> {
    await server.kill();
    directory.remove();
  }

  const url = `http://127.0.0.1:${port}`;
  try {
    await server.waitFor(`${url}/realms/master/.well-known/openid-configuration`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: {
      GRANTKIT_KEYCLOAK_URL: url,
      GRANTKIT_KEYCLOAK_ADMIN: 'admin',
      GRANTKIT_KEYCLOAK_ADMIN_PASSWORD: password,
      GRANTKIT_KEYCLOAK_TLS_URL: `https://127.0.0.1:${tlsPort}`,
      GRANTKIT_KEYCLOAK_CA: certificates.authority.cert,
      GRANTKIT_KEYCLOAK_CERT: certificates.client.cert,
      GRANTKIT_KEYCLOAK_KEY: certificates.client.key,
    },
    stop,
  };
}

/** Writes an authority, a certificate for the server and one for a client, as PEM files. */
function writeCertificates(directory: string) {
  const authority = createCertificate('Throwaway authority');
  const files = (name: string, { cert, key } = createCertificate(name, authority)) => {
    const paths = { cert: join(directory, `${name}.pem`), key: join(directory, `${name}-key.pem`) };
    writeFileSync(paths.cert, cert);
    writeFileSync(paths.key, key, { mode: 0o600 });
    return paths;
  };
  return { authority: files('authority', authority), server: files('server'), client: files('client') };
}
