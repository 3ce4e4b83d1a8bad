import { expect, test } from 'vitest';
import { providerNames } from '../src/provider-names.ts';

test.each([
  ['acme', 'acme', 'grantkit-acme'],
  ['acme-pay', 'acme-pay', 'grantkit-acme-pay'],
  ['21st', '21st', 'grantkit-21st'],
  ['x', 'x', 'grantkit-x'],
  ['grantkit-acme', 'acme', 'grantkit-acme'],
  ['acme-grantkit', 'acme', 'acme-grantkit'],
  ['@acme/grantkit', 'acme', '@acme/grantkit'],
  ['@acme.io/grantkit', 'acme-io', '@acme.io/grantkit'],
  ['@company/grantkit-acme', 'acme', '@company/grantkit-acme'],
  ['@company/acme', 'acme', '@company/acme'],
])('%s is the provider %s in the package %s', (argument, provider, packageName) => {
  expect(providerNames(argument)).toMatchObject({ provider, packageName });
});

test.each([
  '',
  ' ',
  'Acme',
  'acme pay',
  'acme_',
  '-acme',
  'acme--pay',
  '../acme',
  '@/acme',
  '@Acme/grantkit',
  'a/b',
  'é',
])('%j is refused', (argument) => {
  expect(() => providerNames(argument)).toThrow('cannot be the name of a provider or of a package');
});

test.each(['client', 'token', 'ky', 'provider-client', 'authorization-server', 'index', 'suite', '@company/client'])(
  '%s is refused, because the package would have a name twice',
  (argument) => {
    expect(() => providerNames(argument)).toThrow('A provider cannot be called');
  },
);

test('a name that is too long for npm is refused', () => {
  expect(() => providerNames('a'.repeat(206))).toThrow('npm allows 214');
});

test.each([
  ['sage', 'Sage', 'Sage'],
  ['acme-pay', 'AcmePay', 'Acme Pay'],
  ['x', 'X', 'X'],
  ['new', 'New', 'New'],
  ['21st', 'Provider21st', '21st'],
])('%s is %s in identifiers and %s in sentences', (argument, identifier, title) => {
  expect(providerNames(argument)).toMatchObject({ identifier, title });
});

test.each([
  ['PayPal', 'PayPal'],
  ['eBay', 'EBay'],
  ['SMS-Service 24', 'SMSService24'],
  ['AT&T', 'ATT'],
  ['3M', 'Provider3M'],
  ['Lowe’s', 'Lowes'],
  ['Stro\u0308er', 'Ströer'],
])('the title %s is %s in identifiers', (title, identifier) => {
  expect(providerNames('acme', title)).toMatchObject({ provider: 'acme', title: title.normalize(), identifier });
});

test.each(['', ' ', '&!', "Lowe's", 'a|b', 'a  b', ' Acme', 'Acme\n', '*/', '`x`', '<b>', '$&', 'a\\b'])(
  'the title %j is refused',
  (title) => {
    expect(() => providerNames('acme', title)).toThrow('The title must have letters or digits');
  },
);

test('a title is refused if the package would have a name twice', () => {
  expect(() => providerNames('acme', 'Provider Client')).toThrow('A provider cannot be called `ProviderClient`');
  expect(providerNames('client', 'Client One').identifier).toBe('ClientOne');
});
