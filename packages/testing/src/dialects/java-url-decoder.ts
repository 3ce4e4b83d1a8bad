/**
 * Decodes as Java's `URLDecoder` does, and fails in its words: AM passes them on to the client, and with them two
 * characters of what it could not read.
 */
export function javaUrlDecode(text: string): string {
  for (const [, digits = ''] of text.matchAll(/%(.{0,2})/gsu)) {
    if (digits.length < 2) throw new Error('URLDecoder: Incomplete trailing escape (%) pattern');
    const wrong = digits.search(/[^0-9a-f]/i);
    if (wrong < 0) continue;
    const detail = `Error at index ${wrong} in: "${digits}"`;
    throw new Error(`URLDecoder: Illegal hex characters in escape (%) pattern - ${detail}`);
  }
  // Every escape is whole by now. Bytes that are no UTF-8 become U+FFFD, as in Java.
  return new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? '';
}
