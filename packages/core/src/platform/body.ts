/**
 * The body of a reply as text, or `undefined` if it is longer than `limit` bytes after decompression. Reading stops
 * there, and also when `enough` is aborted; then the text is what has arrived so far.
 */
export async function readText(response: Response, limit: number, enough?: AbortSignal): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  // Not awaited: the body may be one of two copies, and cancelling one waits until the other is cancelled too.
  // Not at once: Node 22 and 24.0 raise an unhandled rejection if a copy is cancelled in the turn that aborts its fetch.
  const leave = () => queueMicrotask(() => void reader.cancel().catch(() => {}));
  enough?.addEventListener('abort', leave, { once: true });
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      leave();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** A JSON value, or `undefined` for text that is not JSON. A `SyntaxError` quotes its input and must not get out. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
