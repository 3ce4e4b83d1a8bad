import type { IncomingMessage } from 'node:http';
import { isForm, isJson, type RecordedRequest } from '../contract/recorded-request.ts';

/** Reads a request to its end. */
export async function receiveRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');

  // `incoming.headers` silently drops a second Authorization header, and a test could not see that it was sent.
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
  const request = { method: incoming.method ?? '', url: incoming.url ?? '', headers, body };
  return { ...request, parameters: parametersOf(request) };
}

function parametersOf(request: Omit<RecordedRequest, 'parameters'>): URLSearchParams {
  if (!isJson(request)) return new URLSearchParams(isForm(request) ? request.body : '');
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(parseJson(request.body))) {
    for (const text of [value].flat()) if (typeof text === 'string') parameters.append(name, text);
  }
  return parameters;
}

function parseJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
