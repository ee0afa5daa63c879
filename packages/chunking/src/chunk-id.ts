import { createHash } from 'node:crypto';
import { chunkIdSchema, sha256Schema, type ChunkId, type Sha256, type VersionId } from '@carrel/core';

/** Part of each chunk's id: a change of how documents are cut gives new ids. */
export const chunkerVersion = 'structure-1';

/** Derived, not random: repeating a step after a crash gives the same ids (RFC 9562 §5.8, custom hash-based). */
export function chunkIdOf(versionId: VersionId, ordinal: number): ChunkId {
  return chunkIdSchema.parse(
    `chk_${createHash('sha256').update(`${versionId}\n${chunkerVersion}\n${ordinal}`).digest('hex').slice(0, 32)}`,
  );
}

export function textSha256Of(text: string): Sha256 {
  return sha256Schema.parse(createHash('sha256').update(text, 'utf8').digest('hex'));
}
