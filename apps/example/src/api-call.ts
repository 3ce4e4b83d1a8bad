import { STATUS_CODES } from 'node:http';
import { isGrantError, type ProviderClient } from '@grantkit/core';

/** Calls the API once and describes the result. It never throws, because an error of the API is a result too. */
export async function callApi(client: ProviderClient, path: string | undefined, signal?: AbortSignal): Promise<string> {
  if (path === undefined) return 'no API configured';
  const call = `GET /${path}`;
  try {
    const options = { throwHttpErrors: false, retry: 0, ...(signal && { signal }) };
    const { status } = await client.api.get(path, options);
    return `${status} ${STATUS_CODES[status] ?? ''}\n${call}`;
  } catch (error) {
    if (isGrantError(error)) return `${error.code}\n${call}`;
    return `no reply (${error instanceof Error ? error.name : 'unknown'})\n${call}`;
  }
}
