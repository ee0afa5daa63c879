import { open } from 'node:fs/promises';
import type { GgufHeader } from './parse-gguf-header.ts';
import { OutOfBytesError } from './byte-cursor.ts';
import { checkTensorPlaces } from './check-tensor-places.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { ggufLimits } from './gguf-limits.ts';
import { parseGgufHeader } from './parse-gguf-header.ts';

const firstReadBytes = 1024 * 1024;

export interface GgufFileHeader {
  readonly header: GgufHeader;
  readonly fileSizeBytes: number;
}

/**
 * Reads the header from the file and checks that every tensor lies within the file, on bytes of its own.
 * @throws GgufFormatError; the errors of opening and reading a file.
 */
export async function readGgufHeader(path: string): Promise<GgufFileHeader> {
  const file = await open(path, 'r');
  try {
    const { size: fileSizeBytes } = await file.stat();
    const limitBytes = Math.min(fileSizeBytes, ggufLimits.headerBytes);
    for (let lengthBytes = Math.min(firstReadBytes, limitBytes); ; lengthBytes = Math.min(lengthBytes * 4, limitBytes)) {
      const bytes = new Uint8Array(lengthBytes);
      const { bytesRead } = await file.read(bytes, 0, lengthBytes, 0);
      const header = parseIfComplete(bytes.subarray(0, bytesRead));
      if (header !== null) {
        checkTensorPlaces(header, fileSizeBytes);
        return { header, fileSizeBytes };
      }
      if (lengthBytes >= limitBytes || bytesRead < lengthBytes)
        throw new GgufFormatError('MODEL_FILE_TRUNCATED', `it ends (at ${fileSizeBytes} bytes) before its header does`, {
          expected: `a whole header within ${ggufLimits.headerBytes} bytes`,
          found: `${fileSizeBytes} bytes`,
        });
    }
  } finally {
    await file.close();
  }
}

function parseIfComplete(bytes: Uint8Array): GgufHeader | null {
  try {
    return parseGgufHeader(bytes);
  } catch (error) {
    if (error instanceof OutOfBytesError) return null;
    throw error;
  }
}
