import { expect, test } from 'vitest';
import { identifierOf, providerNames, titleOf } from '../src/provider-names.ts';

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
  expect(providerNames(argument)).toEqual({ provider, packageName });
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

test.each(['client', 'provider-client', 'authorization-server', 'index', '@company/client'])(
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
])('%s is %s in identifiers and %s in sentences', (provider, identifier, title) => {
  expect([identifierOf(provider), titleOf(provider)]).toEqual([identifier, title]);
});
