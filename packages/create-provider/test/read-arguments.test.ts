import { expect, test } from 'vitest';
import { readArguments } from '../src/read-arguments.ts';

test('a name is enough', () => {
  expect(readArguments(['acme'])).toEqual({
    provider: 'acme',
    packageName: 'grantkit-acme',
    title: 'Acme',
    identifier: 'Acme',
    auth: 'basic',
    tokenEndpoint: undefined,
    apiBaseUrl: undefined,
  });
});

test('the options are read, and the base URL is written as clients write it', () => {
  const args = ['acme', '--title', 'ACME Pay', '--auth', 'post', '--token-endpoint', 'https://Auth.acme.example/t?p=1'];
  expect(readArguments([...args, '--api', 'https://API.acme.example:443/v2/'])).toMatchObject({
    title: 'ACME Pay',
    auth: 'post',
    tokenEndpoint: 'https://Auth.acme.example/t?p=1',
    apiBaseUrl: 'https://api.acme.example/v2',
  });
});

test.each(['--help', '-h'])('%s asks for help', (flag) => {
  expect(readArguments([flag])).toBeUndefined();
});

test.each([
  [[], 'Pass the name of one provider'],
  [['acme', 'post'], 'only if they follow `--`'],
  [['acme', '--auth', 'oauth'], 'It must be `basic`, `basic-raw` or `post`'],
  [['acme', '--auth'], '--auth'],
  [['acme', '--nope'], '--nope'],
  [['acme', '--title', "Acme's"], 'The title must'],
  [['acme', '--api', 'https://api.acme.example/?a=b'], '`--api` must be an https:// URL'],
])('the arguments %j are refused', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

test.each([
  'http://api.acme.example/token',
  'http://127.0.0.1/token',
  'api.acme.example/token',
  'https://user:secret@auth.acme.example/token',
  'https://auth.acme.example/token#part',
  'https://auth.acme.example/../token',
  'https://auth.acme.example/a*/token',
  'https://auth.acme.example/@acme/token',
  'https://auth.acme.example/%2e%2e',
  "https://auth.acme.example/'token",
  'https://auth.acme.example/a|b',
  'https://auth.acme.example/a b',
  'https://auth.acme.example/token?client_secret=secret',
  'https://?p=1',
])('the URL %s is refused, and not repeated', (url) => {
  const read = () => readArguments(['acme', '--token-endpoint', url]);
  expect(read).toThrow('`--token-endpoint` must be an https:// URL');
  expect(read).not.toThrow(url);
});
