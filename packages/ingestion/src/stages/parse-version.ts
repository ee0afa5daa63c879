import { CarrelError, type ParsedDocument, type VersionLease } from '@carrel/core';
import type { IngestDependencies } from '../ingest-dependencies.ts';

/**
 * Reads the file into text. The bytes are hashed before they are parsed, so that what is cited is what was uploaded.
 * @throws CORRUPT_BLOB, EMPTY_TEXT and the parser's failure codes.
 */
export async function parseVersion(deps: IngestDependencies, lease: VersionLease, signal: AbortSignal): Promise<ParsedDocument> {
  const { version } = lease;
  const filePath = deps.blobs.localPath(version.blobSha256);
  if (filePath === null) throw new CarrelError('BLOB_NOT_FOUND', { message: 'The blob has no local file for the parser.' });
  await deps.blobs.read(version.blobSha256);
  const parsed = await deps.parser.parse({ filePath, fileName: version.fileName, mediaType: version.mediaType, signal });
  if (parsed.text.trim() === '' || parsed.blocks.length === 0) throw new CarrelError('EMPTY_TEXT');
  return parsed;
}
