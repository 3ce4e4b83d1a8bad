import { clientSecretBasic, createProviderClient } from '@grantkit/core';

const count = 100_000;

/** Measures the memory of a client that a process keeps for a tenant and does not use. */
export async function* clientMemory(): AsyncGenerator<string> {
  yield `Memory of a client that is created and not used, as the mean of ${count.toLocaleString('en')} clients`;
  const provider = {
    name: 'bench',
    tokenEndpoint: 'https://auth.example.com/token',
    apiBaseUrl: 'https://api.example.com',
    clientAuth: clientSecretBasic(),
  };
  const optionsOf = (index: number) => ({ clientId: `client-${index}`, clientSecret: `secret-${index}` });
  const optionsAlone = bytesEach(optionsOf);
  const client = bytesEach((index) => createProviderClient(provider, optionsOf(index)));
  yield `  ${client} bytes, of which ${optionsAlone} are its id and secret`;
}

function bytesEach(create: (index: number) => object): number {
  const kept: object[] = new Array(count);
  const before = heapUsed();
  for (let index = 0; index < count; index += 1) kept[index] = create(index);
  const bytes = heapUsed() - before;
  if (kept.length !== count) throw new Error('The clients must stay in memory until they are measured');
  return Math.round(bytes / count);
}

function heapUsed(): number {
  if (globalThis.gc === undefined) throw new Error('Start node with the option --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
