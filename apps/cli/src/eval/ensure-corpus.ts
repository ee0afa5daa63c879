import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { z } from 'zod';
import type { CliContext } from '../cli-context.ts';
import { findOrCreateCollection } from '../ingest/find-collection.ts';
import type { IngestOutcome } from '../ingest/ingest-files.ts';
import { ingestFiles } from '../ingest/ingest-files.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CorpusItem } from './beir-dataset.ts';
import { corpusFile } from './corpus-files.ts';

const stateSchema = z.object({
  passages: z.int(),
  failed: z.int(),
  /** Of the run that completed the index; an interrupted one before it may have done a part. */
  indexedPassages: z.int(),
  seconds: z.number(),
});

export interface IndexedCorpus extends z.infer<typeof stateSchema> {
  /** False when the index of an earlier measurement was used. */
  readonly isNew: boolean;
}

/** Puts the corpus through the normal ingest, unless an earlier measurement did. */
export async function ensureCorpus(
  context: CliContext,
  client: CarrelClient,
  { corpus, signal }: { readonly corpus: readonly CorpusItem[]; readonly signal: AbortSignal },
): Promise<IndexedCorpus> {
  const statePath = join(context.config.data.dir, 'eval-corpus.json');
  if (existsSync(statePath)) return { ...stateSchema.parse(JSON.parse(readFileSync(statePath, 'utf8'))), isNew: false };
  const { capabilities } = await client.call(routes.me, {});
  const collectionId = await findOrCreateCollection(client, 'Corpus');
  const bar = createProgressBar(context.terminal, 'Indexing', corpus.length);
  const startMs = performance.now();
  const startedAt = new Date().toISOString();
  let done = 0;
  let passages = 0;
  let indexedPassages = 0;
  let failed = 0;
  const onOutcome = (outcome: IngestOutcome) => {
    done += 1;
    const isPublished = outcome.type === 'document' && outcome.document.state === 'published';
    if (isPublished) {
      const chunks = outcome.document.chunks ?? 0;
      passages += chunks;
      if ((outcome.document.publishedAt ?? '') >= startedAt) indexedPassages += chunks;
    } else failed += 1;
    bar.update(done);
  };
  try {
    await ingestFiles(
      { client, collectionId, files: corpus.map(corpusFile), maxUploadBytes: capabilities.maxUploadBytes, isWaiting: true, signal },
      { onOutcome, onUploaded: () => bar.update(done) },
    );
  } finally {
    bar.stop();
  }
  if (passages === 0)
    throw new CarrelError('INTERNAL', { message: `None of the ${corpus.length} documents of the corpus could be indexed.` });
  const state = { passages, failed, indexedPassages, seconds: (performance.now() - startMs) / 1_000 };
  writeFileSync(statePath, JSON.stringify(state));
  return { ...state, isNew: true };
}
