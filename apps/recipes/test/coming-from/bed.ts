import { hrtime } from 'node:process';
import { type AuthorizationServer, createAuthorizationServer, dialects } from '@grantkit/testing';
import { onTestFinished, vi } from 'vitest';

const clientId = 'reports';
const plainSecret = 's3cr3t-of-the-reports';
const tenant = '88888888-8888-8888-8888-888888888888';
const tokenPath = `/${tenant}/oauth2/v2.0/token`;

/** A program, and the servers that it talks to. */
export interface Bed {
  readonly server: AuthorizationServer;
  call(): Promise<unknown>;
  /** Moves the clocks of program and server. */
  advance(seconds: number): void;
}

/**
 * Starts a program of `src/coming-from` as a new process would.
 *
 * The programs name real hosts with https. The global `fetch` sends these requests to the fake server instead.
 */
export async function startProgram(file: string, clientSecret = plainSecret): Promise<Bed> {
  vi.useFakeTimers({ toFake: ['Date'] });
  // Timers stay real, so the monotonic clock goes on, too.
  let skipped = 0;
  const stubbed = vi.spyOn(performance, 'now').mockImplementation(() => Number(hrtime.bigint()) / 1e6 + skipped);
  const isMicrosoft = file.startsWith('msal-node');
  const issuer = isMicrosoft ? `https://login.microsoftonline.com/${tenant}/v2.0` : 'https://login.example.com';
  const server = await createAuthorizationServer({
    clients: [{ clientId, clientSecret }],
    now: () => Date.now(),
    tokenPath: isMicrosoft ? tokenPath : '/token',
    dialect: {
      ...dialects.rfc6749,
      replyAtMetadata: ({ url }) => (url.includes('/.well-known/') ? { body: metadataOf(issuer) } : undefined),
    },
  });
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => realFetch(onLoopback(input, server), init));
  const values = {
    ISSUER: issuer,
    TENANT_ID: tenant,
    TOKEN_HOST: server.url,
    TOKEN_URL: server.tokenEndpoint,
    // axios sends its requests without `fetch`.
    API_URL: file === 'axios-before' ? `${server.url}/v1` : 'https://api.example.com/v1',
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
  };
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  vi.resetModules();
  const program: Readonly<Record<string, () => Promise<unknown>>> = await import(`../../src/coming-from/${file}.ts`);
  const [call, ...others] = Object.values(program);
  if (call === undefined || others.length > 0) throw new Error(`${file}.ts must export one function`);
  onTestFinished(async () => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.useRealTimers();
    stubbed.mockRestore();
    await server.close();
  });
  return {
    server,
    call,
    advance(seconds) {
      skipped += seconds * 1000;
      vi.setSystemTime(Date.now() + seconds * 1000);
    },
  };
}

/** Starts an authorization server at another origin, which would grant a token. */
export async function startStranger(): Promise<{ readonly url: string; readonly server: AuthorizationServer }> {
  const server = await createAuthorizationServer({ clients: [{ clientId, clientSecret: plainSecret }] });
  onTestFinished(() => server.close());
  return { url: server.tokenEndpoint.replace('127.0.0.1', 'localhost'), server };
}

/** Whether a text shows the secret as it is, or in a Basic value. */
export function showsSecret(text: string): boolean {
  return text.includes(plainSecret) || text.includes(btoa(`${clientId}:${plainSecret}`));
}

/** The same URL at the fake server, for the hosts that the programs name. */
function onLoopback(input: string | URL, { url }: AuthorizationServer): string {
  return String(input).replace(/^https:\/\/(login|api|graph)\.(example|microsoftonline|microsoft)\.com/, url);
}

function metadataOf(issuer: string): Readonly<Record<string, unknown>> {
  const { origin } = new URL(issuer);
  return {
    issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}${issuer.endsWith('/v2.0') ? tokenPath : '/token'}`,
    jwks_uri: `${origin}/keys`,
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}
