import { base64, formEncode } from '../contract/client-auth.ts';
import { type Confidential, shortestSecret } from './confidential.ts';
import { decodings } from './decoding.ts';

const longestText = 500;
// In characters. A server may send 1 MiB. Only the beginning is shown, so only the beginning is searched.
const longestSearch = 8_192;
// In characters. A token can have 64 KiB. A text that is cut can show only its beginning.
const longestPart = 4_096;

const withheld = '(withheld: it repeats a credential)';

/**
 * A server's text as an error may show it: without control characters, and at most 500 characters long. If it repeats a
 * credential or half of a credential, in any usual encoding, a note replaces the whole text.
 */
export function redact(text: unknown, { credentials, values }: Confidential): string | undefined {
  if (typeof text !== 'string') return undefined;
  const beginning = text.slice(0, longestSearch);
  const found = searchIn(beginning);
  if (credentials.some((credential) => found(spellingsOf(credential), hasPart))) return withheld;
  if (values.some((value) => found(spellingsOf(value), hasWhole))) return withheld;
  const cleaned = clean(beginning);
  if (cleaned === '') return undefined;
  return cleaned.length > longestText ? `${clean(cleaned.slice(0, longestText))}…` : cleaned;
}

/**
 * Makes a function that tells whether a text repeats a credential or half of it. A short credential does not count,
 * because any word may contain it.
 */
export function repeatsAny(credentials: readonly string[]): (text: string) => boolean {
  const spellings = credentials.filter(({ length }) => length >= shortestSecret).flatMap(spellingsOf);
  return (text) => searchIn(text)(spellings, hasPart);
}

/** One way to write a secret, and the same without the characters that {@link condense} removes. */
interface Spelling {
  readonly text: string;
  readonly dense: string;
}

/**
 * The ways to write a secret that {@link decodings} of a text cannot undo: a server may have decoded the secret once
 * too often, read it as Latin-1, or written it in base64, in hex or in another case.
 */
function spellingsOf(whole: string): readonly Spelling[] {
  if (whole === '') return [];
  const secret = whole.slice(0, longestPart);
  const wellFormed = secret.toWellFormed();
  const formDecoded = new URLSearchParams(`=${secret.replaceAll('&', '%26')}`).get('') ?? '';
  const written = [secret, wellFormed, formDecoded, formEncode(secret), formEncode(secret).replaceAll('%20', '+')];
  // A short text in another case, or a part of it in base64, is in many words.
  const isLong = condense(secret).length >= shortestSecret;
  const texts = [...new Set(written)].flatMap((text) => {
    return [...decodings(text), ...bytesOf(text).flatMap((bytes) => bytesAsText(bytes, isLong))];
  });
  const inCase = isLong ? [secret.toLowerCase(), secret.toUpperCase()] : [];
  return [...new Set([...texts, ...inCase])].map((text) => ({ text, dense: condense(text) }));
}

/** The bytes of a text in UTF-8, and if they differ in ISO-8859-1, as some servers get a secret. One character a byte. */
function bytesOf(text: string): readonly string[] {
  const utf8 = atob(base64(text));
  return utf8 !== text && /^[\0-\xff]*$/.test(text) ? [utf8, text] : [utf8];
}

function bytesAsText(bytes: string, isLong: boolean): readonly string[] {
  return [bytes, ...base64Parts(bytes, isLong ? [0, 1, 2] : [0]), ...(isLong ? hex(bytes) : [])];
}

/** A text to search in. The sets of its pieces are made once, because many spellings are compared with it. */
interface Searched {
  readonly text: string;
  /** Whether the text contains this piece. */
  hasPiece(piece: string): boolean;
}

function searched(text: string): Searched {
  const sets = new Map<number, ReadonlySet<string>>();
  return {
    text,
    hasPiece(piece) {
      const pieces = sets.get(piece.length) ?? new Set(piecesOf(text, piece.length));
      sets.set(piece.length, pieces);
      return pieces.has(piece);
    },
  };
}

type Comparison = (candidate: Searched, spelling: string) => boolean;

/**
 * Searches in a text and its decodings. White space, control characters and `+` are left out of the comparison: servers
 * fold lines, and forms write a space as `+`.
 */
function searchIn(text: string): (spellings: readonly Spelling[], has: Comparison) => boolean {
  const decoded = decodings(text);
  const condensed = decoded.map((each) => searched(condense(each)));
  return (spellings, has) =>
    spellings.some(({ text: spelling, dense }) => {
      if (dense !== '') return condensed.some((candidate) => has(candidate, dense));
      return spelling !== '' && decoded.some((candidate) => withSpaces(candidate).includes(withSpaces(spelling)));
    });
}

const hasWhole: Comparison = ({ text }, spelling) => text.includes(spelling);

/** Whether the text has half of the spelling in one piece: at least 8 characters, and 16 are always enough. */
const hasPart: Comparison = ({ text, hasPiece }, spelling) => {
  const length = Math.min(16, Math.max(shortestSecret, Math.ceil(spelling.length / 2)));
  if (spelling.length <= length || text.length < length) return text.includes(spelling);
  const end = Math.min(spelling.length, longestPart);
  // Each piece contains one of these blocks, and most texts contain no block. So few pieces are looked up.
  const block = Math.ceil(length / 2);
  const step = length - block + 1;
  for (let at = 0; at + block <= end; at += step) {
    if (!hasPiece(spelling.slice(at, at + block))) continue;
    const last = Math.min(at, end - length);
    for (let start = Math.max(0, at - step + 1); start <= last; start += 1)
      if (hasPiece(spelling.slice(start, start + length))) return true;
  }
  return false;
};

function piecesOf(text: string, length: number): readonly string[] {
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
}

/**
 * What base64 makes of the bytes after some other bytes, as in `id:secret`, in both of its alphabets. The result depends
 * on their number modulo 3. Characters that also stand for other bytes are left out.
 */
function base64Parts(bytes: string, before: readonly number[]): readonly string[] {
  const parts = before.map((count) => {
    const encoded = btoa('\0'.repeat(count) + bytes).replace(/=+$/, '');
    const isPartial = count > 0 && (count + bytes.length) % 3 > 0;
    return encoded.slice(count === 0 ? 0 : count + 1, isPartial ? -1 : undefined);
  });
  return [...parts, ...parts.map((part) => part.replaceAll('+', '-').replaceAll('/', '_'))];
}

function hex(bytes: string): readonly string[] {
  const text = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return [text, text.toUpperCase()];
}

function withSpaces(text: string): string {
  return text.replaceAll('+', ' ');
}

function condense(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s+]+/gu, '');
}

function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
