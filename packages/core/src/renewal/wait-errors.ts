import { GrantError, isGrantError } from '../contract/grant-error.ts';
import type { Client } from '../endpoint/client.ts';
import { errorCode } from '../platform/foreign-error.ts';

/** The error of a call, or of the work behind it, that got no token in time. */
export function timeoutError(
  { provider, timeout }: Client,
  summary: string = `No token within ${timeout} ms`,
): GrantError {
  const hint =
    'Check the network to the token endpoint and, if there is one, the function `clientSecret`. Or raise the option `timeout`.';
  return new GrantError({ code: 'timeout', provider: provider.name, summary, hint, retryable: true });
}

export function abortedError({ provider }: Client): GrantError {
  return new GrantError({ code: 'aborted', provider: provider.name, summary: 'The caller stopped waiting' });
}

/** The `GrantError` for anything that a runtime or a broken cache may throw. */
export function asGrantError({ provider }: Client, error: unknown): GrantError {
  if (isGrantError(error)) return error;
  const summary = `The token request failed${errorCode(error)}`;
  return new GrantError({ code: 'network', provider: provider.name, summary, retryable: true });
}
