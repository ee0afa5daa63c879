import { ReadFailure } from '../../read-failure.ts';
import { unpackZip, type UnpackedZip } from '../../zip/unpack-zip.ts';

/**
 * The XML parts of an office file, and of its other parts those that are wanted.
 * @throws CORRUPT_FILE, also when a part declares a document type; ENCRYPTED, UNPACKED_TOO_LARGE.
 */
export async function readOfficePackage(bytes: Uint8Array, isWanted: (name: string) => boolean = () => false): Promise<UnpackedZip> {
  const unpacked = await unpackZip(bytes, (name) => isXml(name) || isWanted(name));
  for (const [name, content] of unpacked.contents) if (isXml(name)) refuseDoctype(content);
  return unpacked;
}

function isXml(name: string): boolean {
  return /\.(?:xml|rels)$/iu.test(name);
}

const doctypeSearchBytes = 4096;

/** Office never writes a document type; one in the file is there for its entities. */
function refuseDoctype(content: Uint8Array): void {
  const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, doctypeSearchBytes))
    .toString('latin1')
    .replaceAll('\0', '');
  if (/<!DOCTYPE|<!ENTITY/iu.test(head)) throw new ReadFailure('CORRUPT_FILE', { message: 'An XML part declares a document type.' });
}
