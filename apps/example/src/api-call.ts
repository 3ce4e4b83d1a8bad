import { STATUS_CODES } from 'node:http';
import { isGrantError, type ProviderClient } from '@grantkit/core';

/** The result of one API call. */
export interface ApiCall {
  /** Whether the API gave a good reply. */
  readonly ok: boolean;
  /** What happened, in words. */
  readonly text: string;
}

/** Calls the API once and describes the result. It never throws, because an error of the API is a result too. */
export async function callApi(
  client: ProviderClient,
  path: string | undefined,
  signal?: AbortSignal,
): Promise<ApiCall> {
  if (path === undefined) return { ok: true, text: 'no API configured' };
  const call = `GET /${path}`;
  try {
    const options = { throwHttpErrors: false, retry: 0, ...(signal && { signal }) };
    const { ok, status } = await client.api.get(path, options);
    return { ok, text: `${status} ${STATUS_CODES[status] ?? ''}\n${call}` };
  } catch (error) {
    if (isGrantError(error)) return { ok: false, text: `${error.code}\n${call}` };
    return { ok: false, text: `no reply (${error instanceof Error ? error.name : 'unknown'})\n${call}` };
  }
}
