import { Buffer } from 'node:buffer';
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';

/** The parameters of the simplest token request. */
export const tokenForm: Readonly<Record<string, string>> = { grant_type: 'client_credentials' };

/** Starts a server that closes when the test is over. */
export async function startServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** The `Authorization` header with these credentials, neither form-encoded nor URL-encoded. */
export function basic(clientId: string, clientSecret: string, charset: 'utf8' | 'latin1' = 'utf8'): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`, charset).toString('base64')}`;
}

export interface TokenRequest {
  readonly authorization?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Posts a form and does not follow a redirect. */
export function postForm(url: string, form: Record<string, string>, request: TokenRequest = {}): Promise<Response> {
  const { authorization, headers, signal } = request;
  return fetch(url, {
    method: 'POST',
    headers: { ...(authorization !== undefined && { authorization }), ...headers },
    body: new URLSearchParams(form),
    redirect: 'manual',
    ...(signal !== undefined && { signal }),
  });
}

/** Reads the status and the body, so that a test compares both at once. */
export async function summary(response: Response | Promise<Response>): Promise<{ status: number; body: unknown }> {
  const { status, body } = await read(response);
  return { status, body };
}

/** The members of a JSON reply that tests read one by one. */
export interface ReplyBody {
  readonly access_token: string;
  readonly expires_in: unknown;
  readonly scope: unknown;
  readonly error: unknown;
  readonly error_description: unknown;
}

/** Reads a JSON reply. */
export async function read(
  response: Response | Promise<Response>,
): Promise<{ status: number; headers: Headers; body: ReplyBody }> {
  const settled = await response;
  return { status: settled.status, headers: settled.headers, body: JSON.parse(await settled.text()) };
}

/** Calls the API, with the token if there is one. */
export function callApi(url: string, accessToken?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    headers: { ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }), ...headers },
  });
}
