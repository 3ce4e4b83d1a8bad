import { parentPort } from 'node:worker_threads';
import { createAuthorizationServer } from '@grantkit/testing';
import { credentials } from './server.ts';

const { tokenEndpoint, url } = await createAuthorizationServer({ clients: [credentials] });
parentPort?.postMessage({ tokenEndpoint, url });
