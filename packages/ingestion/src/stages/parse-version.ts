import { CarrelError, type ParsedDocument, type VersionLease, faultPoint } from '@carrel/core';
import type { IngestDependencies } from '../ingest-dependencies.ts';

/**
 * Reads the file into text. The bytes are hashed before they are parsed, so that what is cited is what was uploaded.
 * @throws CORRUPT_BLOB, EMPTY_TEXT and the parser's failure codes.
 */
export async function parseVersion(deps: IngestDependencies, lease: VersionLease, signal: AbortSignal): Promise<ParsedDocument> {
  const { version } = lease;
  const filePath = deps.blobs.localPath(version.blobSha256);
  if (filePath === null) throw new CarrelError('BLOB_NOT_FOUND', { message: 'The blob has no local file for the parser.' });
  faultPoint('parse.before-read');
  await deps.blobs.read(version.blobSha256);
  faultPoint('parse.after-read');
  const parsed = await deps.parser.parse({ filePath, fileName: version.fileName, mediaType: version.mediaType, signal });
  faultPoint('parse.after');
  if (parsed.text.trim() === '' || parsed.blocks.length === 0) throw new CarrelError('EMPTY_TEXT');
  return parsed;
}
