import type { Passage } from '../../../packages/core/src/index.ts';
import { chunkId, collectionId, documentId, policyId, sha256, versionId } from './ids.ts';

/** A passage of a document of its own; `number` names chunk, document and version. Its span fits its text. */
export function aPassage(change: Partial<Passage> & { readonly number?: number; readonly start?: number } = {}): Passage {
  const { number = 1, start = 0, ...rest } = change;
  const text = rest.text ?? 'Employees may take up to 16 weeks of parental leave.';
  return {
    rank: number,
    chunkId: chunkId(number),
    documentId: documentId(number),
    versionId: versionId(number),
    collectionId: collectionId(1),
    policyId: policyId(1),
    title: 'Leave policy',
    path: `policies/${number}.md`,
    page: null,
    headings: [],
    span: { start, end: start + text.length },
    text,
    textSha256: sha256(number),
    score: 1 / number,
    ...rest,
  };
}
