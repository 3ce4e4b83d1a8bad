import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, as PEM. */
export interface Certificate {
  readonly subject: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a certificate for `CN=subject` and for 127.0.0.1, signed by `issuer`; without an issuer it signs itself and may
 * sign others. It is written as plain DER, because `openssl` may be missing, and packages for it bring twenty more.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function createCertificate(subject: string, issuer?: Certificate): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1, ...randomBytes(8)]),
    ecdsaWithSha256,
    commonName(issuer?.subject ?? subject),
    validity(),
    commonName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(issuer ? addressOfLoopback : authority)),
  );
  const signature = sign('sha256', body, issuer?.key ?? key);
  return { subject, key, cert: pem(sequence(body, ecdsaWithSha256, der(0x03, [0], signature))) };
}

type Bytes = Uint8Array | readonly number[];

function der(tag: number, ...contents: readonly Bytes[]): Uint8Array {
  const content = contents.flatMap((bytes) => [...bytes]);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.of(tag, ...size, ...content);
}

function sequence(...parts: readonly Bytes[]): Uint8Array {
  return der(0x30, ...parts);
}

const ecdsaWithSha256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
/** basicConstraints, critical: `cA` is true. */
const authority = sequence(der(0x06, [0x55, 0x1d, 0x13]), der(0x01, [0xff]), der(0x04, sequence(der(0x01, [0xff]))));
/** subjectAltName: an IP address. */
const addressOfLoopback = sequence(der(0x06, [0x55, 0x1d, 0x11]), der(0x04, sequence(der(0x87, [127, 0, 0, 1]))));

function commonName(name: string): Uint8Array {
  return sequence(der(0x31, sequence(der(0x06, [0x55, 0x04, 0x03]), der(0x0c, Buffer.from(name)))));
}

/** From yesterday to tomorrow. */
function validity(): Uint8Array {
  const day = 86_400_000;
  const time = (at: number) => der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
  return sequence(time(Date.now() - day), time(Date.now() + day));
}

function pem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
