// Prints the bytes of an idle client and of one that holds a token, without credentials and token.
import { bytesEach, heapUsed } from '../measure/heap.ts';
import { loadPeer } from '../peers/index.ts';
import { targetWithoutNetwork, tokenReply } from '../server/no-network.ts';

const [file = '', count = ''] = process.argv.slice(2);
const clients = Number(count);

const [credentials] = await bytesEach(clients, targetWithoutNetwork);
const [token] = await bytesEach(clients, () => accessToken());
if (file === 'map') {
  const entries = new Map<string, object>();
  const [holding] = await bytesEach(clients, (index) => {
    entries.set(`client-${index}`, { accessToken: accessToken(), expiresAt: Date.now() + index });
  });
  console.log(JSON.stringify({ holding: holding - token, entries: entries.size }));
} else {
  const peer = await loadPeer(file);
  // Code and shared tables belong to the process, not to a client.
  for (let index = 0; index < 20; index += 1) await peer.create(targetWithoutNetwork(index)).token();
  const [idle, kept] = await bytesEach(clients, (index) => peer.create(targetWithoutNetwork(index)));
  const before = await heapUsed();
  for (const client of kept) await client.token();
  const more = ((await heapUsed()) - before) / clients;
  console.log(
    JSON.stringify({ idle: idle - credentials, holding: idle + more - credentials - token, kept: kept.length }),
  );
}

function accessToken(): string {
  return JSON.parse(tokenReply()).access_token;
}
