// Run by `node --test`, which is a test runner that the other tests do not use.
import { describe, test } from 'node:test';
import { testProvider } from '@grantkit/testing';
import { acme, createGoodAcme } from './acme-suite.ts';

testProvider('a good adapter', { ...acme, runner: { describe, test }, create: createGoodAcme });
