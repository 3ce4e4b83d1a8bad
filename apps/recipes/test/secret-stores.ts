import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '@grantkit/issuer';
import { onTestFinished } from 'vitest';
import { secretFromAws } from '../src/secret-from-aws.ts';
import { secretFromFile } from '../src/secret-from-file.ts';
import { secretFromVault } from '../src/secret-from-vault.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

/** A secret store of a test. */
export interface Store {
  read(): Promise<SecretValue>;
  /** Stores the current secret, and during a rotation the next one. */
  set(current: string, next?: string): void;
  /** How often the secret was read. */
  reads(): number;
  /** Makes reads fail: with an error, without a reply, or with a redirect to a URL. */
  fail(how: 'down' | 'hung' | { readonly location: string }): void;
}

export async function createFileStore(): Promise<Store> {
  const file = join(createFolder(), 'client-secret');
  const reader = secretFromFile(file);
  let reads = 0;
  return {
    read() {
      reads += 1;
      return reader();
    },
    set: (...secrets) => writeFileSync(file, `${secrets.join('\n')}\n`),
    reads: () => reads,
    fail: () => rmSync(file, { force: true }),
  };
}

/** `GetSecretValue` of Secrets Manager, with the JSON protocol, staging labels and errors that AWS documents. */
export async function createAwsStore(): Promise<Store & { readonly afterAnswer: (next: () => void) => void }> {
  let afterAnswer = () => {};
  let versions: Readonly<Record<string, string | undefined>> = {};
  const { url, ...store } = await startStore(async (request, response) => {
    const { SecretId, VersionStage = 'AWSCURRENT' } = JSON.parse(await text(request));
    const isAsked = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue' && SecretId === 'prod/billing';
    const SecretString = versions[VersionStage];
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (isAsked && SecretString !== undefined) {
      response.end(JSON.stringify({ Name: SecretId, SecretString, VersionId: 'v1', VersionStages: [VersionStage] }));
    } else {
      const Message = `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`;
      response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException', Message }));
    }
    afterAnswer();
    return VersionStage === 'AWSCURRENT';
  });
  const client = new SecretsManagerClient({
    ...{ endpoint: url, region: 'eu-west-1', credentials: { accessKeyId: 'id', secretAccessKey: 'key' } },
  });
  onTestFinished(() => client.destroy());
  return {
    ...store,
    read: secretFromAws(client, 'prod/billing'),
    set(AWSCURRENT, AWSPENDING) {
      versions = { AWSCURRENT, AWSPENDING };
    },
    /** Does something after each answer, before the next request is answered. */
    afterAnswer(next) {
      afterAnswer = next;
    },
  };
}

/** Vault with a KV engine of version 2 at `secret/`, and the token file of its agent. */
export async function createVaultStore(): Promise<Store> {
  const tokenFile = join(createFolder(), 'token');
  writeFileSync(tokenFile, 'hvs.t0ken-of-the-agent\n');
  let data: Readonly<Record<string, string | undefined>> = {};
  const { url, ...store } = await startStore(async (request, response) => {
    const isAllowed = request.headers['x-vault-token'] === 'hvs.t0ken-of-the-agent';
    const isFound = request.method === 'GET' && request.url === '/v1/secret/data/billing';
    response.setHeader('content-type', 'application/json');
    if (!isAllowed) response.writeHead(403).end(JSON.stringify({ errors: ['permission denied'] }));
    else if (!isFound) response.writeHead(404).end(JSON.stringify({ errors: [] }));
    else
      response.end(JSON.stringify({ lease_duration: 0, data: { data, metadata: { version: 1, destroyed: false } } }));
    return true;
  });
  return {
    ...store,
    read: secretFromVault({ address: url, path: 'secret/data/billing', tokenFile }),
    set(current, next) {
      data = { current, next };
    },
  };
}

/** `answer` returns whether the request counts as a read of the secret. */
async function startStore(answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>) {
  let reads = 0;
  let failing: Parameters<Store['fail']>[0] | undefined;
  const server = createServer(async (request, response) => {
    if (failing === 'down') response.writeHead(503).end('{"errors":["Vault is sealed"]}');
    else if (typeof failing === 'object') response.writeHead(307, failing).end();
    else if (failing === undefined && (await answer(request, response))) reads += 1;
  });
  const host = await listenOnLoopback(server);
  return {
    url: `http://${host}`,
    reads: () => reads,
    fail(how: Parameters<Store['fail']>[0]) {
      failing = how;
    },
  };
}

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
