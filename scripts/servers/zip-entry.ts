import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/**
 * The content of one file of a zip archive. A plain Debian has no `unzip`, and a JRE has no `jar`.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT section 4.3
 */
export function readZipEntry(archive: string, path: string): Buffer {
  const zip = readFileSync(archive);
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const nameEnd = at + 46 + (nameLength ?? 0);
    if (zip.toString('utf8', at + 46, nameEnd) === path) return readContent(zip, at);
    at = nameEnd + (extraLength ?? 0) + (commentLength ?? 0);
  }
  throw new Error(`${archive} has no ${path}`);
}

/** `at` is where the entry of the central directory begins. */
function readContent(zip: Buffer, at: number): Buffer {
  const deflated = zip.readUInt16LE(at + 10) === 8;
  const size = zip.readUInt32LE(at + 20);
  const header = zip.readUInt32LE(at + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const content = zip.subarray(start, start + size);
  return deflated ? inflateRawSync(content) : content;
}
