import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MavenCoordinate, mavenFile } from './downloads.ts';
import { freePort } from './free-port.ts';
import type { RunningServer } from './server.ts';
import { createServerDirectory } from './server-directory.ts';
import { startServerProcess } from './server-process.ts';
import { unpackArchive } from './unpack-archive.ts';

/** The newest version on Maven Central in November 2026. It runs on Java 17. */
export const openAm: MavenCoordinate = {
  group: 'org.openidentityplatform.openam',
  artifact: 'openam-server',
  version: '16.0.5',
  extension: 'war',
  sha256: '4162ecc8c6bf10c256862795eb348d090b8fda4a5ebc9f4217e45c2650ef8316',
};

/** The web server that OpenAM runs in. OpenAM 16 needs the servlet API of Tomcat 11. */
export const tomcat: MavenCoordinate = {
  group: 'org.apache.tomcat',
  artifact: 'tomcat',
  version: '11.0.24',
  extension: 'tar.gz',
  sha256: '10efed90bf330114af66279e43dcf211ecfcf7b88e618757954ac88329600cba',
};

/**
 * Starts an OpenAM on loopback with its own directory server, which takes about a minute. It has only the top realm, and
 * no clients. All its files are in a temporary directory of 500 MB.
 */
export async function startOpenAm(): Promise<RunningServer> {
  const [war, archive] = [await mavenFile(openAm), await mavenFile(tomcat)];
  const directory = createServerDirectory('openam');
  const { path } = directory;
  unpackArchive(archive, path);

  const port = await freePort();
  writeTomcatConfiguration(path, port, war);
  const server = startServerProcess(join(path, 'bin', 'catalina.sh'), ['run'], path, {
    CATALINA_HOME: path,
    CATALINA_BASE: path,
    JAVA_OPTS: javaOptions(path).join(' '),
  });

  async function stop(): Promise<void> {
    await server.kill();
    directory.remove();
  }

  const url = `http://localhost:${port}/openam`;
  const password = newPassword();
  try {
    // The page for the set-up. OpenAM redirects every other request to it.
    await server.waitFor(`${url}/config/options.htm`);
    await setUp(url, password, join(path, 'openam'));
    await server.waitFor(`${url}/isAlive.jsp`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment: { GRANTKIT_OPENAM_URL: url, GRANTKIT_OPENAM_ADMIN_PASSWORD: password }, stop };
}

function javaOptions(path: string): readonly string[] {
  return [
    // OpenAM remembers in the home directory where its files are.
    `-Duser.home=${path}`,
    // OpenAM uses these internal packages of Java.
    '--add-exports=java.base/sun.security.x509=ALL-UNNAMED',
    '--add-exports=java.base/sun.security.tools.keytool=ALL-UNNAMED',
    // Java's second compiler takes half of the processor time, and a minute of tests does not get that time back.
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Xmx512m',
  ];
}

/** Tomcat unpacks the war by itself, below `webapps`. */
function writeTomcatConfiguration(path: string, port: number, war: string): void {
  rmSync(join(path, 'webapps'), { recursive: true });
  mkdirSync(join(path, 'webapps'));
  writeFileSync(
    join(path, 'conf', 'server.xml'),
    `<Server port="-1">
       <Service name="Catalina">
         <Connector address="127.0.0.1" port="${port}"/>
         <Engine name="Catalina" defaultHost="localhost">
           <Host name="localhost" appBase="webapps" autoDeploy="false"/>
         </Engine>
       </Service>
     </Server>`,
  );
  const contexts = join(path, 'conf', 'Catalina', 'localhost');
  mkdirSync(contexts, { recursive: true });
  writeFileSync(join(contexts, 'openam.xml'), `<Context docBase="${war}"/>`);
}

/**
 * Does what the set-up page does. OpenAM then knows the host name `localhost` only.
 *
 * @see https://docs.pingidentity.com/pingam/8/reference/man-configurator-jar-1.html
 */
async function setUp(url: string, password: string, baseDirectory: string): Promise<void> {
  const agentPassword = newPassword();
  const parameters = {
    acceptLicense: 'true',
    SERVER_URL: new URL(url).origin,
    DEPLOYMENT_URI: '/openam',
    BASE_DIR: baseDirectory,
    locale: 'en_US',
    PLATFORM_LOCALE: 'en_US',
    AM_ENC_KEY: newPassword(),
    ADMIN_PWD: password,
    ADMIN_CONFIRM_PWD: password,
    AMLDAPUSERPASSWD: agentPassword,
    AMLDAPUSERPASSWD_CONFIRM: agentPassword,
    COOKIE_DOMAIN: 'localhost',
    DATA_STORE: 'embedded',
    DIRECTORY_SSL: 'SIMPLE',
    DIRECTORY_SERVER: 'localhost',
    DIRECTORY_PORT: String(await freePort()),
    DIRECTORY_ADMIN_PORT: String(await freePort()),
    DIRECTORY_JMX_PORT: String(await freePort()),
    ROOT_SUFFIX: 'dc=openam,dc=localhost',
    DS_DIRMGRDN: 'cn=Directory Manager',
    DS_DIRMGRPASSWD: newPassword(),
  };
  const reply = await fetch(`${url}/config/configurator`, { method: 'POST', body: new URLSearchParams(parameters) });
  const text = await reply.text();
  if (text !== 'Configuration complete!') throw new Error(`OpenAM could not be set up: ${reply.status} ${text}`);
}

function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
