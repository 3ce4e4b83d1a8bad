import { isScope, scopeList } from '../contract/scope.ts';
import { repeatsAny } from './redaction.ts';

const longestName = 1_000;
const mostNames = 1_000;
// Otherwise a hostile server could block the process. Names that were not searched are left out.
const mostSearches = 64;

/** How a reply's scope is read. */
export interface ScopeReading {
  /** The provider's text between two scopes. */
  readonly separator: string | undefined;
  /** The scope that was asked for. Its names are not searched, because the client's own options show them. */
  readonly asked?: readonly string[] | undefined;
  /** The credentials of the request and the token of the reply, which no scope may repeat. */
  credentials(): readonly string[];
}

/**
 * Reads the scope of a reply, which is a string or a list of strings. `undefined` if the reply names no scope.
 *
 * The server chooses this text, and logs, events and tickets show it. So names that RFC 6749 §3.3 does not allow, names
 * that repeat a credential, names of more than 1,000 characters, and all names after the first 1,000 are left out.
 */
export function readGrantedScope(scope: unknown, reading: ScopeReading): readonly string[] | undefined {
  const texts = (Array.isArray(scope) ? scope : [scope]).filter((text) => typeof text === 'string');
  const separator = reading.separator?.trim() ?? '';
  const names = scopeList(separator === '' ? texts : texts.map((text) => text.replaceAll(separator, ' ')));
  if (names === undefined) return undefined;
  const usable = names.slice(0, mostNames).filter((name) => name.length <= longestName && isScope(name));
  const asked = new Set(reading.asked);
  const others = usable.filter((name) => !asked.has(name));
  // Most servers grant what was asked for. A search costs as much as the rest of a token request.
  if (others.length === 0) return scopeList(usable);
  const safe = new Set(withoutCredentials(others, repeatsAny(reading.credentials())));
  return scopeList(usable.filter((name) => asked.has(name) || safe.has(name)));
}

/** Searches in all names at once, because nearly no reply repeats a credential. Otherwise it searches in each half. */
function withoutCredentials(all: readonly string[], isCredential: (text: string) => boolean): readonly string[] {
  let searches = 0;
  const keep = (names: readonly string[]): readonly string[] => {
    searches += 1;
    if (searches > mostSearches) return [];
    if (!isCredential(names.join(' '))) return names;
    const half = Math.ceil(names.length / 2);
    return names.length > 1 ? [...keep(names.slice(0, half)), ...keep(names.slice(half))] : [];
  };
  return keep(all);
}
