import { type AuthorizationServer, testProvider } from '@grantkit/testing';
import { describe, test } from 'vitest';
import { createOpenAm, createPingAm } from '../src/index.ts';
import { refusals } from './refusals.ts';

const runner = { describe, test };
const pointAt = ({ url }: AuthorizationServer) => ({
  baseUrl: `${url}/am`,
  realm: '/alpha',
  apiBaseUrl: `${url}/api`,
});

const base = 'https://am.example.com/am';
const reserved = ['Authorization', 'content-type', 'Content-Length', 'Cookie', 'HOST', 'accept'];

testProvider('pingam', {
  runner,
  create: createPingAm,
  pointAt,
  dialect: 'pingam8',
  refusals,
  wrongOptions: {
    clientSecret: [undefined],
    baseUrl: [
      undefined,
      'am.example.com/am',
      'http://am.example.com/am',
      'https://user:secret@am.example.com/am',
      `${base}?realm=/alpha`,
      `${base}#secret`,
      `${base}/../secret`,
      `${base}/%2E%2e/secret`,
      `${base}\\secret`,
      `${base}\nsecret`,
      `${base}/oauth2`,
      `${base}/oauth2/secret`,
      `${base}/oauth2/realms/root/realms/alpha`,
      `${base}/realms/root/alpha`,
    ],
    tokenEndpoint: [
      'http://am.example.com/am/oauth2/access_token',
      `${base}/oauth2/access_token?client_secret=secret`,
      'https://secret@am.example.com/am/oauth2/access_token',
    ],
    apiBaseUrl: ['http://api.example.com/v1'],
    clientAuth: ['client_secret_jwt', { method: 'client_secret_basic' }, null],
    basicEncoding: ['Raw', ''],
    parameters: [{ realm: '/alpha' }],
    headers: [
      ...reserved.map((name) => ({ [name]: 'text' })),
      ...['', 'a b', 'a:', 'é', 'a\nb'].map((name) => ({ [name]: 'text' })),
      ...['trace\r\nx-evil: 1', 'traceé', 7].map((value) => ({ 'X-ForgeRock-TransactionId': value })),
    ],
  },
  readme: new URL('../README.md', import.meta.url),
});

testProvider('pingam with client_secret_post', {
  runner,
  create: (options) => createPingAm({ ...options, clientAuth: 'client_secret_post' }),
  pointAt,
  dialect: 'pingam8',
  auth: 'post',
});

testProvider('pingam with discovery', {
  runner,
  create: (options) => createPingAm({ ...options, discovery: true }),
  pointAt,
  dialect: 'pingam8',
});

testProvider('pingam at OpenAM', {
  runner,
  create: createOpenAm,
  pointAt: (server) => ({ ...pointAt(server), baseUrl: `${server.url}/openam` }),
  dialect: 'openam',
  auth: 'basic-raw',
});
