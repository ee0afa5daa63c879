/**
 * Search over 50,000 chunks, against raw LanceDB with raw node-llama-cpp in the same run, question by question in turn.
 * `npm run bench:search`, or with `-- --short` over 5,000 chunks.
 */
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { routes } from '@carrel/contract';
import { connect, rerankers } from '@lancedb/lancedb';
import { z } from 'zod';
import { createModelSources } from '@carrel/models';
import { runtimePaths, systemClock } from '@carrel/runtime';
import { startCarrel } from '../support/carrel-process.ts';
import { sharedPath } from '../support/require.ts';
import { fillDataFolder } from './support/filled-data-folder.ts';
import { percentile, report } from './support/measurement.ts';
import { passageTexts } from './support/passage-texts.ts';
import { openRawEmbedder } from './support/raw-embedder.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const chunkCount = flags.short ? 5_000 : 50_000;
const rounds = flags.short ? 1 : 3;
const shown = 10;
/** Of each list that Carrel fuses. */
const candidateDepth = 100;
const env = { CARREL_MODELS_DIR: sharedPath('models'), CARREL_EMBEDDING: 'all-minilm-l6-v2', CARREL_SEARCHES_PER_MINUTE: '100000' };

const dataDir = await mkdtemp(join(tmpdir(), 'carrel-bench-'));
try {
  const { passages, questions } = passageTexts(chunkCount);
  process.stderr.write(`filling ${passages.length} chunks …\n`);
  await fillDataFolder(dataDir, await modelInUse(), passages);
  const carrel = await startCarrel({ dataDir, env, startTimeoutMs: 120_000 });
  const raw = await openRaw();
  try {
    const ours: number[] = [];
    const retrieval: number[] = [];
    const baseline: number[] = [];
    const embedding: number[] = [];
    const sameDepth: number[] = [];
    const search = (query: string) => carrel.client.call(routes.search, { body: { query, limit: shown } });
    for (const question of questions.slice(0, 20)) {
      const found = await search(question);
      if (found.mode !== 'hybrid' || found.passages.length !== shown)
        throw new Error(`Expected ${shown} passages in hybrid mode, got ${found.passages.length} in ${found.mode} mode.`);
      await raw.search(question, shown);
      await raw.search(question, candidateDepth);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const question of questions) {
        ours.push(await timeMs(async () => retrieval.push((await search(question)).ms.retrieve)));
        baseline.push(await timeMs(() => raw.search(question, shown)));
        sameDepth.push(await timeMs(() => raw.search(question, candidateDepth)));
        embedding.push(await timeMs(() => raw.embed(question)));
      }
    }
    const ratio = percentile(ours, 0.5) / percentile(baseline, 0.5);
    const isMet = await report({
      name: flags.short ? 'search-short' : 'search',
      command: `npm run bench:search${flags.short ? ' -- --short' : ''}`,
      what: `Hybrid search over ${chunkCount} chunks of about 230 tokens, ${ours.length} questions, all-minilm-l6-v2; raw is LanceDB hybrid on the same table plus the question's embedding by node-llama-cpp`,
      figures: [
        { name: 'Carrel, p50 with HTTP, rights and record', value: percentile(ours, 0.5), unit: 'ms' },
        { name: 'of which retrieval, p50', value: percentile(retrieval, 0.5), unit: 'ms' },
        { name: 'Carrel, p95', value: percentile(ours, 0.95), unit: 'ms' },
        { name: 'raw, p50', value: percentile(baseline, 0.5), unit: 'ms' },
        { name: 'of which the question’s embedding, p50', value: percentile(embedding, 0.5), unit: 'ms' },
        { name: 'raw, p95', value: percentile(baseline, 0.95), unit: 'ms' },
        { name: `raw with ${candidateDepth} candidates a list, as Carrel fuses, p50`, value: percentile(sameDepth, 0.5), unit: 'ms' },
        { name: 'ratio of p50, Carrel to raw of that depth', value: percentile(ours, 0.5) / percentile(sameDepth, 0.5), unit: '' },
        { name: 'ratio of p50, Carrel to raw', value: ratio, unit: '', ...(flags.short ? {} : { goal: { atMost: 1.3 } }) },
      ],
    });
    process.exitCode = isMet ? 0 : 1;
  } finally {
    await raw.close();
    await carrel.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** Identity and dimensions of the embedding model, as a Carrel with these settings names it. */
async function modelInUse() {
  const carrel = await startCarrel({ env });
  const sources = createModelSources(
    { clock: systemClock },
    {
      embedding: env.CARREL_EMBEDDING,
      llm: null,
      workerAddress: `unix:${runtimePaths(carrel.dataDir).sockets.inference}`,
      offline: true,
      allowRemote: false,
    },
  );
  try {
    for (;;) {
      const model = await sources.embedding.current();
      if (model !== null) return { id: model.id, dimensions: model.dimensions };
    }
  } finally {
    await sources.close();
    await carrel.stop();
  }
}

async function openRaw() {
  const folder = sharedPath('models', 'all-minilm-l6-v2');
  const file = readdirSync(folder).find((name) => name.endsWith('.gguf'));
  if (file === undefined) throw new Error(`There is no model in ${folder}.`);
  const embedder = await openRawEmbedder(join(folder, file));
  const { indexDir } = runtimePaths(dataDir);
  const { table: name } = z.object({ table: z.string() }).parse(JSON.parse(await readFile(join(indexDir, 'index.json'), 'utf8')));
  const table = await (await connect(indexDir)).openTable(name);
  const reranker = await rerankers.RRFReranker.create();
  return {
    embed: (question: string) => embedder.embedOne(question),
    /** LanceDB takes the limit as the length of both lists, too. */
    async search(question: string, limit: number): Promise<number> {
      const vector = await embedder.embedOne(question);
      const rows: unknown[] = await table
        .query()
        .nearestTo(vector)
        .distanceType('cosine')
        .fullTextSearch(question, { columns: ['text_en'] })
        .rerank(reranker)
        .limit(limit)
        .toArray();
      return rows.length;
    },
    async close(): Promise<void> {
      table.close();
      await embedder.close();
    },
  };
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
