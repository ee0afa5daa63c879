import { type ChunkIndexWriter, type IndexRow } from '@carrel/core';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  anIndexRow,
  aVector,
  describeChunkIndexContract,
  rowCounts,
  testModel,
} from '../../../../test/support/contracts/chunk-index-contract.ts';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { needsFile, sharedPath } from '../../../../test/support/require.ts';
import { syncFile, syncFolder } from '../blobs/sync-to-disk.ts';
import { createLanceIndexReader, type LanceIndexReader } from './lance-index-reader.ts';
import { createLanceIndexWriter } from './lance-index-writer.ts';
import type { LanceWriterOptions } from './lance-table-writer.ts';
import { loadLance } from './load-lance.ts';

const clock = createFakeClock(Date.now());

describeChunkIndexContract({
  name: 'LanceDB',
  async create() {
    const root = await mkdtemp(join(tmpdir(), 'carrel-index-'));
    const [writer, reader] = [createLanceIndexWriter({ root, clock }), createLanceIndexReader({ root })];
    return {
      writer,
      reader,
      reopen: () => Promise.resolve(createLanceIndexWriter({ root, clock })),
      async destroy() {
        await reader.close();
        await writer.close();
        await rm(root, { recursive: true });
      },
    };
  },
});

describe('LanceDB index on a disk that fails', () => {
  let root: string;
  let reader: LanceIndexReader;
  const writers: ChunkIndexWriter[] = [];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'carrel-index-'));
    reader = createLanceIndexReader({ root });
  });
  afterEach(async () => {
    await reader.close();
    for (const writer of writers.splice(0)) await writer.close();
    await rm(root, { recursive: true });
  });

  const aWriter = (options: LanceWriterOptions = {}) => {
    const writer = createLanceIndexWriter({ root, clock }, options);
    writers.push(writer);
    return writer;
  };
  const filled = async (rows: readonly IndexRow[], options: LanceWriterOptions = {}) => {
    const writer = aWriter(options);
    await writer.open(testModel);
    await writer.append(rows);
    await writer.markComplete();
    return writer;
  };
  const search = async (text: string) =>
    (await reader.textSearch({ text, filter: { policyKeys: [1] }, limit: 10 })).map((one) => one.ordinal);
  const tableFolder = async () => join(root, (await readdir(root)).find((name) => name.endsWith('.lance')) ?? '');

  it('has no index to read before the first writer', async () => {
    await expect(search('leave')).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
    await filled([anIndexRow(1, { text: 'leave' })]);
    expect(await search('leave')).toEqual([1]);
    expect(await reader.model()).toEqual(testModel);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['the table is gone', (folder) => rm(folder, { recursive: true })],
    ['a data file is gone', async (folder) => rm(join(folder, 'data', (await readdir(join(folder, 'data')))[0] ?? ''))],
    ['a data file is empty', async (folder) => truncate(join(folder, 'data', (await readdir(join(folder, 'data')))[0] ?? ''), 0)],
    ['all manifests are empty', async (folder) => emptyAll(join(folder, '_versions'))],
    ['an index file is cut', async (folder) => emptyAll(join(folder, '_indices'))],
    ['index.json is half a file', () => truncate(join(root, 'index.json'), 20)],
    ['durable.json is gone', () => rm(join(root, 'durable.json'))],
  ])('is made anew when %s, and says so until then', async (_what, damage) => {
    const first = await filled([anIndexRow(1, { text: 'leave' })]);
    await first.optimize();
    await first.close();
    await reader.close();
    await damage(await tableFolder());
    const second = aWriter();
    expect(await second.open(testModel)).toBe('rebuild-needed');
    await expect(search('leave')).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
    await second.append([anIndexRow(2, { text: 'leave' })]);
    await second.markComplete();
    expect(await search('leave')).toEqual([2]);
    expect((await readdir(root)).filter((name) => name.endsWith('.lance'))).toHaveLength(1);
  });

  it('goes back to what was on the disk as a whole when the newest commit was not, and writes on from there', async () => {
    const first = await filled([anIndexRow(1, { text: 'durable' })]);
    const durable = await readFile(join(root, 'durable.json'));
    await first.append([anIndexRow(2, { text: 'torn' })]);
    await first.close();
    // As after a power cut: the commit is there, its data is not, and nothing told of it.
    await writeFile(join(root, 'durable.json'), durable);
    const newest = (await readdir(join(await tableFolder(), 'data'))).toSorted().at(-1) ?? '';
    const files = await Promise.all(
      (await readdir(join(await tableFolder(), 'data'))).map(async (name) => ({
        name,
        text: await readFile(join(await tableFolder(), 'data', name), 'latin1'),
      })),
    );
    const torn = files.find((file) => file.text.includes('torn'))?.name ?? newest;
    await truncate(join(await tableFolder(), 'data', torn), 0);

    const second = aWriter();
    expect(await second.open(testModel)).toBe('ready');
    expect(await rowCounts(second)).toEqual(new Map([[1, 1]]));
    expect(await search('durable')).toEqual([1]);
    await second.append([anIndexRow(3, { text: 'later' })]);
    expect(await search('later')).toEqual([3]);
    await second.optimize();
    expect(await search('durable')).toEqual([1]);
  });

  it('has every file and folder of a commit on the disk before it is told of', async () => {
    const synced = new Set<string>();
    const disk = {
      syncFile: async (path: string) => {
        synced.add(path);
        await syncFile(path);
      },
      syncFolder: async (path: string) => {
        synced.add(path);
        await syncFolder(path);
      },
    };
    const unsynced = async () => {
      const folder = await tableFolder();
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
      return paths.filter((path) => !synced.has(path));
    };
    const writer = aWriter({ disk });
    await writer.open(testModel);
    expect(await unsynced()).toEqual([]);
    await writer.append([anIndexRow(1, { text: 'leave' }), anIndexRow(2)]);
    expect(await unsynced()).toEqual([]);
    expect([...synced].filter((path) => path.endsWith('.lance') && path.includes('/data/'))).not.toEqual([]);
    await writer.deleteGenerations([1]);
    expect(await unsynced()).toEqual([]);
    await writer.optimize();
    expect(await unsynced()).toEqual([]);
    await writer.removeOldVersions(0);
    expect(await unsynced()).toEqual([]);
  });

  it('lets a reader go on when old versions are removed under it', async () => {
    const writer = await filled([anIndexRow(1, { text: 'leave' })]);
    for (let number = 2; number < 8; number += 1) await writer.append([anIndexRow(number, { text: 'leave' })]);
    expect(await search('leave')).toHaveLength(7);
    const { connect } = await loadLance();
    const name = (await readdir(root)).find((entry) => entry.endsWith('.lance'))?.replace('.lance', '') ?? '';
    await writer.optimize();
    await (await (await connect(root)).openTable(name)).optimize({ cleanupOlderThan: new Date() });
    expect(await search('leave')).toHaveLength(7);
  });

  it('lets a reader go on when the table under it was made anew', async () => {
    const writer = await filled([anIndexRow(1, { text: 'leave' })]);
    expect(await search('leave')).toEqual([1]);
    await writer.open({ embeddingId: 'model-b', dimensions: 8 });
    await writer.append([anIndexRow(2, { text: 'leave' })]);
    await writer.markComplete();
    expect(await search('leave')).toEqual([2]);
  });

  it('survives an optimise that takes too much memory, and says so', async () => {
    const writer = await filled([anIndexRow(1, { text: 'leave' })], { maxOptimizeMemoryBytes: 1 });
    await expect(writer.optimize()).rejects.toMatchObject({ code: 'INDEX_FAILED' });
    expect(await search('leave')).toEqual([1]);
    await writer.append([anIndexRow(2, { text: 'leave' })]);
    expect(await search('leave')).toHaveLength(2);
  });

  it('ends an optimise when it is closed', async () => {
    const writer = await filled([anIndexRow(1, { text: 'leave' })]);
    const optimising = expect(writer.optimize()).rejects.toMatchObject({ code: 'INDEX_FAILED' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writer.close();
    await optimising;
  });

  it.each([
    ['whole vectors in parts', { vectorIndexFromRows: 500, compressedFromRows: 100_000 }, 'IvfFlat'],
    ['compressed vectors', { vectorIndexFromRows: 500, compressedFromRows: 500 }, 'IvfHnswSq'],
  ])(
    'finds the nearest of many vectors with %s (recall at 100 of at least 0.97)',
    async (_what, options, indexType) => {
      const rows = Array.from({ length: 3_000 }, (_, index) =>
        anIndexRow(index + 1, { vector: aVector(index * 1.37), policyKey: 1 + (index % 3) }),
      );
      const writer = await filled(rows.slice(0, 2_500), options);
      await writer.optimize();
      await writer.append(rows.slice(2_500));
      const { connect } = await loadLance();
      const table = await (
        await connect(root)
      ).openTable((await readdir(root)).find((entry) => entry.endsWith('.lance'))?.replace('.lance', '') ?? '');
      expect((await table.listIndices()).find((index) => index.columns.includes('vector'))?.indexType).toBe(indexType);
      for (const policyKeys of [[1, 2, 3], [2]]) {
        let hits = 0;
        for (let query = 0; query < 10; query += 1) {
          const vector = aVector(query * 17.7);
          const cosine = (row: IndexRow) => row.vector?.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0) ?? 0;
          const allowed = rows.filter((row) => policyKeys.includes(row.policyKey));
          const truth = new Set(
            allowed
              .toSorted((a, b) => cosine(b) - cosine(a))
              .slice(0, 100)
              .map((row) => row.ordinal),
          );
          const found = await reader.vectorSearch({ vector, embeddingId: testModel.embeddingId, filter: { policyKeys }, limit: 100 });
          hits += found.filter((one) => truth.has(one.ordinal)).length;
          expect(found[0]?.score).toBeCloseTo(Math.max(...allowed.map(cosine)), 2);
        }
        expect(hits / 1_000).toBeGreaterThanOrEqual(0.97);
      }
      const recall = await writer.measureRecall(50);
      expect(recall.queries).toBe(50);
      expect(recall.recallAt10).toBeGreaterThanOrEqual(0.95);
      expect(recall.recallAt10).toBeLessThanOrEqual(1);
    },
    60_000,
  );
});

describe.runIf(needsFile('corpora', 'ir', 'vaswani-npl'))('full text search', () => {
  it('ranks a judged collection as well as it should (nDCG@10 of at least 0.42)', async () => {
    const root = await mkdtemp(join(tmpdir(), 'carrel-index-'));
    const lines = async (name: string) =>
      (await readFile(sharedPath('corpora', 'ir', 'vaswani-npl', name), 'utf8')).split('\n').filter((line) => line !== '');
    const json = async (name: string) =>
      (await lines(name)).map((line) => JSON.parse(line) as { readonly _id: string; readonly title?: string; readonly text: string });
    const judged = new Map<string, Map<string, number>>();
    for (const line of (await lines('qrels.tsv')).slice(1)) {
      const [query = '', document = '', relevance = ''] = line.split('\t');
      judged.set(query, (judged.get(query) ?? new Map<string, number>()).set(document, Number(relevance)));
    }
    const writer = createLanceIndexWriter({ root, clock });
    const reader = createLanceIndexReader({ root });
    try {
      await writer.open({ embeddingId: null, dimensions: null });
      const documents = await json('corpus.jsonl');
      await writer.append(
        documents.map((one, index) =>
          anIndexRow(1, { ordinal: Number(one._id), generation: index, text: `${one.title ?? ''}\n${one.text}`, vector: null }),
        ),
      );
      await writer.optimize();
      await writer.markComplete();
      const scores: number[] = [];
      for (const query of await json('queries.jsonl')) {
        const relevant = judged.get(query._id);
        if (!relevant) continue;
        const byId = new Map([...relevant].map(([document, relevance]) => [Number(document), relevance]));
        const found = await reader.textSearch({ text: query.text, filter: { policyKeys: [1] }, limit: 10 });
        const gain = (relevance: number, rank: number) => (2 ** relevance - 1) / Math.log2(rank + 2);
        const ideal = [...byId.values()]
          .toSorted((a, b) => b - a)
          .slice(0, 10)
          .reduce((sum, relevance, rank) => sum + gain(relevance, rank), 0);
        scores.push(found.reduce((sum, one, rank) => sum + gain(byId.get(one.ordinal) ?? 0, rank), 0) / ideal);
      }
      expect(scores).toHaveLength(93);
      expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(0.42);
    } finally {
      await reader.close();
      await writer.close();
      await rm(root, { recursive: true });
    }
  }, 60_000);
});

async function emptyAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await truncate(join(entry.parentPath, entry.name), 0);
  }
}
