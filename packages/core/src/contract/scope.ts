/**
 * The scopes of a request as a list, in the caller's order, without duplicates and empty ones; `undefined` if no scope
 * is left. AM reads an empty `scope`, or two spaces in a row, as a scope with an empty name.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 */
export function scopeList(scope: string | readonly string[] | undefined): readonly string[] | undefined {
  if (scope === undefined) return undefined;
  const text = typeof scope === 'string' ? scope : scope.join(' ');
  const scopes = [...new Set(text.split(/\s+/).filter((part) => part !== ''))];
  return scopes.length === 0 ? undefined : Object.freeze(scopes);
}

/**
 * Whether the value is a scope, in which every name has only the characters that RFC 6749 §3.3 allows: printable ASCII
 * without `"` and `\`. A JavaScript caller may pass anything.
 */
export function isScope(scope: unknown): scope is string | readonly string[] {
  return isTextOrTexts(scope) && (scopeList(scope) ?? []).every((part) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(part));
}

export function isTextOrTexts(value: unknown): value is string | readonly string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((part) => typeof part === 'string'));
}
