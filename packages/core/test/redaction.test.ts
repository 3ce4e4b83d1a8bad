import { describe, expect, test } from 'vitest';
import { confidentialIn } from '../src/endpoint/confidential.ts';
import { redact } from '../src/endpoint/redaction.ts';
import { ask } from './ask.ts';
import { failureOf } from './failure-of.ts';

async function described(description: string): Promise<string | undefined> {
  return (await failureOf(ask({ status: 400, body: { error: 'invalid_request', error_description: description } })))
    .description;
}

describe("the server's words are fit for a terminal, a log and a ticket", () => {
  test.each<[string, string, string | undefined]>([
    ['line breaks become spaces', 'one\r\ntwo\n\nthree', 'one two three'],
    ['and so do other characters that a viewer may show as a line break', 'a\u2028b\u2029c\u0085d\u000be', 'a b c d e'],
    ['ANSI escapes lose their control characters', '\u001b[2J\u001b[31mred\u009b0m', '[2J [31mred 0m'],
    ['control characters are removed', 'a\u0000b\u0007c\u007fd', 'a b c d'],
    ['characters that turn the reading direction are removed', 'user\u202egnp.exe\u2066', 'user gnp.exe'],
    ['invisible characters are removed', 'zero\u200bwidth\ufeff', 'zero width'],
    ['half characters are removed', 'half \ud83d here', 'half here'],
    ['other languages stay', 'Ungültig: クライアント 😀', 'Ungültig: クライアント 😀'],
    ['white space is no description', ' \n\t ', undefined],
    ['control characters alone are no description', '\u0000\u001b\u200b', undefined],
    ['nothing is no description', '', undefined],
    ['500 characters are kept', 'x'.repeat(500), 'x'.repeat(500)],
    ['longer text is cut', 'x'.repeat(501), `${'x'.repeat(500)}…`],
    ['longer text is not cut inside a character', `${'x'.repeat(499)}😀`, `${'x'.repeat(499)}…`],
  ])('%s', async (_, description, expected) => {
    expect(await described(description)).toBe(expected);
  });

  test("the server's own `error` is cleaned in the same way", async () => {
    const { error, code } = await failureOf(ask({ status: 400, body: { error: `bad\u001b[1m\n${'x'.repeat(600)}` } }));
    expect({ error, code }).toEqual({ error: `bad [1m ${'x'.repeat(492)}…`, code: 'refused' });
  });
});

describe('a description that repeats the credential is withheld', () => {
  const basic = btoa('acme-client:acme-secret');
  const far = 'x'.repeat(495);

  test.each<[string, string]>([
    ['as it is', 'Wrong secret acme-secret.'],
    ['with the id before it', 'acme-client:acme-secret'],
    ['in the header', `Basic ${basic}`],
    ['as the value of the header', basic],
    ['as the value of the header, without padding', basic.replace(/=+$/, '')],
    ['in base64', btoa('acme-secret')],
    ['in base64 without padding', btoa('acme-secret').replace(/=+$/, '')],
    ['at the end of the text that is kept', `${far}acme-secret`],
    ['beyond the text that is kept', `${far}${far}acme-secret`],
  ])('%s', async (_, description) => {
    expect(await described(description)).toBe('(withheld: it repeats a credential)');
  });

  test('even if control characters split it', () => {
    expect(redact('my \u200b\n secret', { credentials: ['my secret'], values: [] })).toBe(
      '(withheld: it repeats a credential)',
    );
  });

  test('also if the text has 16 characters of it alone, from any place', () => {
    const secret = 'kD8wQ2nVx7RzLm4TfYb9HcJs3PgE6uAaXoNi5WqZ1vBtKy0CdMhGjUr';
    const shown = Array.from({ length: secret.length - 15 }, (_, at) =>
      redact(`no ${secret.slice(at, at + 16)}.`, { credentials: [secret], values: [] }),
    );
    expect(new Set(shown)).toEqual(new Set(['(withheld: it repeats a credential)']));
  });

  test('but a text that only looks similar is shown', async () => {
    expect(await described('acme-se')).toBe('acme-se');
  });
});

test.each(['utf8', 'latin1'] as const)(
  'the bytes of a secret in %s are recognised in hex and in base64',
  (encoding) => {
    const secret = 'café-geheïm-ÿ';
    const bytes = Buffer.from(secret, encoding);
    for (const text of [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')])
      expect(redact(`bad ${text}`, { credentials: [secret], values: [] })).toBe('(withheld: it repeats a credential)');
  },
);

test('the value of Basic is also recognised in base64url and without padding', () => {
  const basic = btoa('acme-client:~~~???>>');
  expect(basic).toMatch(/\+.*\/.*=$|\/.*\+.*=$/);
  const headers = new Headers({ authorization: `Basic ${basic}` });
  const confidential = confidentialIn(
    { secret: undefined, headers, body: undefined, clientId: undefined, written: [] },
    [],
  );
  const url = basic.replaceAll('+', '-').replaceAll('/', '_');
  for (const echoed of [basic, url, basic.replace(/=+$/, ''), url.replace(/=+$/, '')]) {
    expect(redact(`Not ${echoed}, please`, confidential)).toBe('(withheld: it repeats a credential)');
  }
});

describe('a description that repeats what the provider adds', () => {
  const headers = { 'x-gateway': 'gate-key', 'x-short': 'gateway' };
  const parameters = { audience_key: 'para?key', short: 'paramet', client_id: 'acme-client' };

  test.each<[string, string, boolean]>([
    ['a header of 8 characters', 'gate-key', true],
    ['such a header in base64', btoa('gate-key'), true],
    ['a parameter of 8 characters', 'para?key', true],
    ['such a parameter, form-encoded', 'para%3Fkey', true],
    ['a header of 7 characters', 'gateway', false],
    ['a parameter of 7 characters', 'paramet', false],
    ['the client id', 'acme-client', false],
    ['the media type', 'application/json', false],
  ])('%s', async (_, echoed, withheld) => {
    const description = `Unknown: ${echoed}`;
    const answer = { status: 400, body: { error: 'invalid_request', error_description: description } };
    const { description: told } = await failureOf(ask(answer, { headers, parameters }));
    expect(told).toBe(withheld ? '(withheld: it repeats a credential)' : description);
  });
});
