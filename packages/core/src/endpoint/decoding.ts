const mostDecodings = 3;

/**
 * A text, and the same text after one, two and three decodings. Servers and proxies encode what they repeat for
 * URLs, for HTML or for JSON, or for several of them in turn.
 */
export function decodings(text: string): readonly string[] {
  const texts = [text];
  for (let count = 0; count < mostDecodings; count += 1) {
    const decoded = decodeOnce(texts[count] ?? '');
    if (decoded === texts[count]) break;
    texts.push(decoded);
  }
  return texts;
}

const encoded =
  /(?:%[0-9a-fA-F]{2})+|&#(?:x[0-9a-fA-F]{1,6}|\d{1,7});?|&[a-z]{2,6};|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\["'\\/bfnrt]/g;

function decodeOnce(text: string): string {
  return text.replace(encoded, (match) => {
    if (match.startsWith('%')) return decodeBytes(match);
    if (match.startsWith('&#x')) return characterOf(match, Number.parseInt(match.slice(3), 16));
    if (match.startsWith('&#')) return characterOf(match, Number.parseInt(match.slice(2), 10));
    if (match.startsWith('&')) return entityOf(match.slice(1, -1)) ?? match;
    if (match.length > 2) return characterOf(match, Number.parseInt(match.slice(2), 16));
    return controls[match.slice(1)] ?? match.slice(1);
  });
}

/** Percent-encoded bytes as UTF-8, or as Latin-1 where they are not UTF-8. */
function decodeBytes(percents: string): string {
  try {
    return decodeURIComponent(percents);
  } catch {
    return percents.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

function characterOf(match: string, code: number): string {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : match;
}

const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function entityOf(name: string): string | undefined {
  return new RegExp(` ${name}(.) `).exec(entities)?.[1];
}

/** Characters that HTML encoders write by name, each after its name. */
const entities =
  ' amp& lt< gt> quot" apos\' nbsp\u00a0 num# percnt% plus+ equals= sol/ bsol\\ colon: semi; comma, period. quest? ' +
  'excl! commat@ dollar$ lpar( rpar) ast* lowbar_ ';
