import { Buffer } from 'node:buffer';
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
} from '@grantkit/testing';
import { onTestFinished } from 'vitest';

/** A server that is closed when the test is over. */
export async function startServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const server = await createAuthorizationServer(options);
  onTestFinished(() => server.close());
  return server;
}

export function basic(clientId: string, clientSecret: string, charset: 'utf8' | 'latin1' = 'utf8'): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`, charset).toString('base64')}`;
}

export interface TokenRequest {
  readonly authorization?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Asks for a token with this form, as a client would. */
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

/** Status and body, to compare in one go. */
export async function summary(response: Response | Promise<Response>): Promise<{ status: number; body: unknown }> {
  const { status, body } = await read(response);
  return { status, body };
}

/** The members of replies that tests look at one by one. */
export interface ReplyBody {
  readonly access_token: string;
  readonly expires_in: unknown;
  readonly scope: unknown;
  readonly error: unknown;
  readonly error_description: unknown;
}

export async function read(
  response: Response | Promise<Response>,
): Promise<{ status: number; headers: Headers; body: ReplyBody }> {
  const settled = await response;
  return { status: settled.status, headers: settled.headers, body: JSON.parse(await settled.text()) };
}

export function callApi(url: string, accessToken?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    headers: { ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }), ...headers },
  });
}
