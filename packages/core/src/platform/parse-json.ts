/** A JSON value; `undefined` for anything else: a `SyntaxError` quotes what it met, and must not leave this module. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
