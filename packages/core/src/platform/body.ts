/**
 * A reply's body as text; `undefined` if it is longer than `limit` bytes, decompressed: the rest is not read. What has
 * come so far, once `enough` is aborted.
 */
export async function readText(response: Response, limit: number, enough?: AbortSignal): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  // Not waited for: where the body is one of two copies, that takes until the other is given up too.
  const leave = () => void reader.cancel().catch(() => {});
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
