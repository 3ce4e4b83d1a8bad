// Prints the bytes of an idle client and of one that holds a token, without credentials and token.
import { bytesEach, heapUsed } from '../measure/heap.ts';
import { loadPeer } from '../peers/index.ts';
import { targetWithoutNetwork, tokenReply } from '../server/no-network.ts';

const [file = '', count = ''] = process.argv.slice(2);
const clients = Number(count);

// Only the texts are subtracted. The object that holds them belongs to the client.
const [id] = await bytesEach(clients, (index) => targetWithoutNetwork(index).clientId);
const [secret] = await bytesEach(clients, (index) => targetWithoutNetwork(index).clientSecret);
const credentials = id + secret;
const [token] = await bytesEach(clients, () => accessToken());
if (file === 'map') {
  const entries = new Map<string, object>();
  const [holding] = await bytesEach(clients, (index) => {
    entries.set(`client-${index}`, { accessToken: accessToken(), expiresAt: Date.now() + index });
  });
  console.log(JSON.stringify({ holding: holding - token, entries: entries.size }));
} else {
  const { caches } = await loadPeer(file);
  if (!caches) throw new Error(`${file} has no cache`);
  // Code and shared tables belong to the process, not to a client.
  for (let index = 0; index < 20; index += 1) await caches.token(caches.create(targetWithoutNetwork(index)));
  const [idle, kept] = await bytesEach(clients, (index) => caches.create(targetWithoutNetwork(index)));
  const before = await heapUsed();
  for (const client of kept) await caches.token(client);
  const more = ((await heapUsed()) - before) / clients;
  console.log(
    JSON.stringify({ idle: idle - credentials, holding: idle + more - credentials - token, kept: kept.length }),
  );
}

function accessToken(): string {
  return JSON.parse(tokenReply()).access_token;
}
