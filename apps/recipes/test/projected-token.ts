import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

/** A cluster that signs tokens of service accounts, and writes them as its kubelet does. */
export async function createCluster() {
  const issuer = 'https://kubernetes.default.svc.cluster.local';
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const folder = mkdtempSync(join(tmpdir(), 'grantkit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let written = 0;

  /** Replaces the folder to which `..data` points. Otherwise a reader could see half of a file. */
  function write(volume: string, text: string): void {
    const version = `..version-${++written}`;
    mkdirSync(join(folder, volume, version), { recursive: true });
    writeFileSync(join(folder, volume, version, 'token'), text);
    symlinkSync(version, join(folder, volume, '..new'));
    renameSync(join(folder, volume, '..new'), join(folder, volume, '..data'));
  }

  return {
    issuer,
    publicKey: { ...(await exportJWK(publicKey)) },
    /** The path of the token in a volume. */
    fileIn: (volume: string) => join(folder, volume, '..data', 'token'),
    write,
    /** Signs the token of a service account. `now` is in ms since the epoch. */
    sign: (subject: string, audience: string, now: number) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience([audience])
        .setIssuedAt(now / 1000)
        .setExpirationTime(now / 1000 + 3600)
        .sign(privateKey),
  };
}
