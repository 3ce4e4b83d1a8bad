import { expect, test } from 'vitest';
import { GrantError, type GrantErrorDetails, isGrantError } from '../src/index.ts';

const details: GrantErrorDetails = { code: 'refused', provider: 'acme', summary: 'The request was refused' };

test.each<[Partial<GrantErrorDetails>, string]>([
  [{}, '[acme] The request was refused (refused).'],
  [{ status: 403 }, '[acme] The request was refused (refused, HTTP 403).'],
  [{ status: 401, cached: true }, '[acme] The request was refused (refused, HTTP 401, remembered).'],
  [{ description: 'Bad client' }, '[acme] The request was refused (refused). The server said: Bad client.'],
  [{ hint: 'Check the id.' }, '[acme] The request was refused (refused). Check the id.'],
  [
    { status: 400, error: 'denied', description: 'Bad client', hint: 'Check the id.' },
    '[acme] The request was refused (refused, HTTP 400). The server said: Bad client. Check the id.',
  ],
])('the message of %j', (more, message) => {
  const error = new GrantError({ ...details, ...more });
  expect(error.message).toBe(`${message} See ${error.docs}`);
  expect(String(error)).toBe(`GrantError: ${error.message}`);
});

const page = 'https://github.com/grantkit/grantkit/blob/main/docs/errors.md';

test.each([
  ['the heading of the code', undefined, `${page}#refused`],
  ["the adapter's heading", '#acme', `${page}#acme`],
  ["the adapter's own page", 'https://acme.example/errors', 'https://acme.example/errors'],
])('the page of an error is %s', (_, own, docs) => {
  const error = new GrantError({ ...details, page: own });
  expect(error.docs).toBe(docs);
  expect(error.message).toMatch(new RegExp(` See ${docs}$`));
  // Core copies an error when it is remembered.
  expect(new GrantError({ ...error, cached: true }).docs).toBe(docs);
});

test('the JSON of an error has all members, its name, its message and its page', () => {
  const error = new GrantError({ ...details, status: 400, retryAfter: 5 });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    ...details,
    status: 400,
    retryAfter: 5,
    retryable: false,
    cached: false,
    name: 'GrantError',
    message: error.message,
    docs: error.docs,
  });
});

test('the guard recognises an error of another copy of the package by its brand', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('@grantkit/core/GrantError')]: true });
  expect(isGrantError(foreign)).toBe(true);
});

test.each<[string, unknown]>([
  ['another error', new Error('x')],
  ['its JSON', new GrantError(details).toJSON()],
  ['text', 'GrantError'],
  ['nothing', undefined],
])('the guard does not accept %s', (_, value) => {
  expect(isGrantError(value)).toBe(false);
});

test('an error is an instance of its class and of Error, and has no cause', () => {
  const error = new GrantError(details);
  expect(error).toBeInstanceOf(Error);
  expect(isGrantError(error)).toBe(true);
  expect('cause' in error).toBe(false);
});
