import { createHash } from 'node:crypto';
import {
  chunkIdSchema,
  type CollectionId,
  type DocumentId,
  type KeptApart,
  type ParsedDocument,
  type PolicyId,
  sha256Schema,
  type VersionId,
} from '@carrel/core';
import { createRandomIdSource, type RuntimePaths, systemClock } from '@carrel/runtime';
import { createLanceIndexWriter } from '@carrel/storage';
import type { RunningApi } from '../../../apps/api/src/start-api.ts';

export interface PublishedText {
  readonly documentId: DocumentId;
  readonly versionId: VersionId;
}
export type PublishText = (input: {
  readonly collectionId: CollectionId;
  readonly policyId: PolicyId;
  readonly path: string;
  readonly text: string;
  /** Above all of the text, outermost first. */
  readonly headings?: readonly string[];
  /** What the file holds beside its text. */
  readonly keptApart?: readonly KeptApart[];
}) => Promise<PublishedText>;

export interface PublisherOptions {
  /** Makes the vectors of the rows, for a test in which questions have some too. Default: an index of text alone. */
  readonly embedding?: { readonly id: string; readonly dimensions: number; readonly vectorOf: (text: string) => Float32Array };
}

/** Publishes documents without the ingest worker: each line is a paragraph, a chunk and a row of the index. */
export function createPublisher(
  { composed }: RunningApi,
  paths: RuntimePaths,
  { embedding }: PublisherOptions = {},
): { readonly publishText: PublishText; close(): Promise<void> } {
  const { store, blobs } = composed;
  const ids = createRandomIdSource(systemClock);
  const writer = createLanceIndexWriter({ root: paths.indexDir, clock: systemClock });
  let opened: Promise<unknown> | null = null;
  const at = () => new Date().toISOString();
  const sha256 = (text: string) => sha256Schema.parse(createHash('sha256').update(text).digest('hex'));

  async function open(): Promise<void> {
    if ((await writer.open({ embeddingId: embedding?.id ?? null, dimensions: embedding?.dimensions ?? null })) === 'rebuild-needed')
      await writer.markComplete();
  }

  return {
    async publishText({ collectionId, policyId, path, text, headings = [], keptApart = [] }) {
      opened ??= open();
      await opened;
      const documentId = ids.documentId();
      const versionId = ids.versionId();
      const spans = spansOfLines(text);
      const parsed: ParsedDocument = {
        title: path,
        text,
        blocks: spans.map((span) => ({ kind: 'paragraph', span, headings: [...headings] })),
        language: 'en',
        pages: [],
        lines: [],
        warnings: keptApart.length === 0 ? [] : [{ code: 'TEXT_KEPT_APART', count: keptApart.length }],
        ...(keptApart.length > 0 && { keptApart }),
        parser: { name: 'test', version: '1' },
      };
      const original = await blobs.put(bytesOf(text));
      const sidecar = await blobs.put(bytesOf(JSON.stringify(parsed)));
      const chunks = spans.map((span, ordinal) => {
        const piece = text.slice(span.start, span.end);
        return {
          id: chunkIdSchema.parse(`chk_${sha256(`${versionId} ${ordinal}`).slice(0, 32)}`),
          ordinal,
          span,
          text: piece,
          headings: [...headings],
          page: null,
          context: path,
          textSha256: sha256(piece),
        };
      });
      await store.transaction(async (inside) => {
        await inside.documents.create({ id: documentId, collectionId, policyId, path, title: path, createdAt: at() });
        await inside.versions.create({
          id: versionId,
          documentId,
          blobSha256: original.sha256,
          sizeBytes: original.sizeBytes,
          mediaType: 'text/plain',
          fileName: path,
          state: 'stored',
          createdAt: at(),
        });
      });
      const lease = await store.transaction((inside) => inside.versions.claim(versionId, 'test', Date.now(), 60_000));
      if (lease === null) throw new Error('the version could not be claimed');
      const generation = await store.transaction((inside) => inside.versions.nextGeneration());
      const [policy, collection] = await Promise.all([store.read.access.findPolicy(policyId), store.read.collections.find(collectionId)]);
      if (policy === null || collection === null) throw new Error('no such policy or collection');
      await writer.append(
        chunks.map((chunk) => ({
          generation,
          ordinal: chunk.ordinal,
          policyKey: policy.key,
          collectionKey: collection.key,
          ...(policy.isStrict && { zoneKey: policy.key }),
          text: `${path}\n${chunk.text}`,
          language: 'en',
          vector: embedding?.vectorOf(`${path}\n${chunk.text}`) ?? null,
        })),
      );
      await store.transaction(async (inside) => {
        const step = { versionId, epoch: lease.epoch };
        await inside.versions.advance({ ...step, from: 'stored', to: 'parsing' });
        await inside.chunks.replaceForVersion(versionId, chunks);
        await inside.versions.advance({
          ...step,
          from: 'parsing',
          to: 'chunked',
          result: { parsedBlobSha256: sidecar.sha256, chunkCount: chunks.length, charCount: text.length },
        });
        await inside.versions.advance({ ...step, from: 'chunked', to: 'embedding' });
        await inside.versions.advance({ ...step, from: 'embedding', to: 'indexed', result: { generation } });
        await inside.versions.advance({ ...step, from: 'indexed', to: 'published', result: { publishedAt: at() } });
        await inside.documents.activateVersion(documentId, versionId, at());
      });
      return { documentId, versionId };
    },
    async close() {
      if (opened !== null) await writer.close();
    },
  };
}

function spansOfLines(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(/[^\n]+/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
