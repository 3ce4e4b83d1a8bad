import type { Peer } from './peer.ts';

/** The files of this folder that hold a peer, in the order of the tables. A new peer is a file and a line here. */
export const peerFiles = [
  'grantkit',
  'grantkit-pulsoid',
  'openid-client',
  'oauth4webapi',
  'simple-oauth2',
  'badgateway',
  'msal-node',
  'google-auth-library',
  'auth0',
  'smithy-memoize',
  'fetch',
  'ky-valibot',
  'cache-by-hand',
] as const;

export type PeerFile = (typeof peerFiles)[number];

/** A peer, and the file that it is in. */
export interface LoadedPeer extends Peer {
  readonly file: PeerFile;
}

export async function loadPeer(file: string): Promise<LoadedPeer> {
  const known = peerFiles.find((name) => name === file);
  if (known === undefined) throw new Error(`There is no peer in a file ${file}`);
  const { peer }: { peer: Peer } = await import(`./${known}.ts`);
  return { ...peer, file: known };
}
