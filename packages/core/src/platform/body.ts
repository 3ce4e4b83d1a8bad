/**
 * The body of a reply as text, or `undefined` if it is longer than `limit` bytes after decompression. Reading stops
 * there, and also when `enough` is aborted; then the text is what has arrived so far.
 */
export async function readText(response: Response, limit: number, enough?: AbortSignal): Promise<string | undefined> {
  if (!response.body) return '';
  const reader = webStream(response.body).getReader();
  // Not awaited: the body may be one of two copies, and cancelling one waits until the other is cancelled too.
  // Not at once: Node 22 and 24.0 raise an unhandled rejection if a copy is cancelled just when its fetch is aborted.
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

/** The body of node-fetch is a Node stream, which can be iterated but has no reader. */
function webStream(body: NonNullable<Response['body']>): NonNullable<Response['body']> {
  if (typeof body.getReader === 'function') return body;
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // `chunks.return` would leave a copy attached to its source, which would then wait for it.
    cancel: async () => void Reflect.get(body, 'destroy')?.call(body),
  });
}

/** Cancels a body that nobody will read, which frees its connection and the buffer of a copy. */
export function discard({ body }: Response): void {
  // The body of node-fetch is a Node stream, which has no `cancel`.
  if (typeof body?.cancel === 'function') body.cancel().catch(() => {});
  else if (body) Reflect.get(body, 'destroy')?.call(body);
}

/** A JSON value, or `undefined` for text that is not JSON. The `SyntaxError` quotes its input, so it is not thrown. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
