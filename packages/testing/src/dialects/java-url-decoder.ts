/**
 * Decodes like Java's `URLDecoder`, and throws its messages.
 *
 * AM sends such a message to the client. It contains two characters of the text, which may be a secret.
 */
export function javaUrlDecode(text: string): string {
  for (const [, digits = ''] of text.matchAll(/%(.{0,2})/gsu)) {
    if (digits.length < 2) throw new Error('URLDecoder: Incomplete trailing escape (%) pattern');
    const wrong = digits.search(/[^0-9a-f]/i);
    if (wrong < 0) continue;
    const detail = `Error at index ${wrong} in: "${digits}"`;
    throw new Error(`URLDecoder: Illegal hex characters in escape (%) pattern - ${detail}`);
  }
  // All escapes are valid here. Bytes that are not UTF-8 become U+FFFD, as in Java.
  return new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? '';
}
