// Programs that import only an adapter and get a token from a fake server. An adapter without a program must
// only load.
import {
  type AuthorizationServer,
  createAuthorizationServer,
  type DialectName,
} from '../../packages/testing/src/index.ts';
import type { Consumer } from './consumer.ts';

interface Program {
  readonly dialect: DialectName;
  /** The function of the adapter that makes a client. */
  readonly factory: string;
  options(server: AuthorizationServer): object;
}

const programs: Readonly<Record<string, Program>> = {
  pulsoid: {
    dialect: 'pulsoid',
    factory: 'createPulsoid',
    options: ({ tokenEndpoint, url }) => ({ tokenEndpoint, apiBaseUrl: url }),
  },
  smokeball: {
    dialect: 'smokeball',
    factory: 'createSmokeball',
    options: ({ url }) => ({ region: 'us', apiKey: 'key', authBaseUrl: url, apiBaseUrl: url }),
  },
  pingam: {
    dialect: 'pingam8',
    factory: 'createPingAm',
    options: ({ url }) => ({ baseUrl: `${url}/am`, realm: '/alpha' }),
  },
  issuer: {
    dialect: 'rfc6749',
    factory: 'createIssuerClient',
    options: ({ tokenEndpoint }) => ({ tokenEndpoint }),
  },
};

const credentials = { clientId: 'id', clientSecret: 'secret' };

export function hasProgram(adapter: string): boolean {
  return Object.hasOwn(programs, adapter);
}

/** Gets a token with an installed adapter. The result is empty if this worked, and otherwise says what went wrong. */
export async function getToken(adapter: string, consumer: Consumer): Promise<string[]> {
  const program = programs[adapter];
  if (program === undefined) return [`scripts/release/adapter-programs.ts has no program for ${adapter}.`];

  await using server = await createAuthorizationServer({ dialect: program.dialect, clients: [credentials] });
  const options = JSON.stringify({ ...credentials, ...program.options(server) });
  const printed = await consumer.run(
    `import { ${program.factory} } from '@grantkit/${adapter}';
     const { accessToken } = await ${program.factory}(${options}).token();
     console.log(accessToken);`,
  );
  const granted = server.issued.map(({ accessToken }) => accessToken);
  return granted.join() === printed ? [] : [`The server granted "${granted}". The program printed "${printed}".`];
}
