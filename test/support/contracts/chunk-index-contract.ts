import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkIndexReader, ChunkIndexWriter, IndexCandidate, IndexFilter, IndexRow } from '../../../packages/core/src/index.ts';

export interface ChunkIndexUnderTest {
  readonly writer: ChunkIndexWriter;
  /** Reads from elsewhere, as another process does. */
  readonly reader: ChunkIndexReader;
  /** A writer that comes after this one has gone. */
  reopen(): Promise<ChunkIndexWriter>;
  destroy(): Promise<void>;
}

export interface ChunkIndexContract {
  readonly name: string;
  create(): Promise<ChunkIndexUnderTest>;
}

const dimensions = 8;
export const testModel = { embeddingId: 'model-a', dimensions } as const;

export function aVector(seed: number, size: number = dimensions): Float32Array {
  const numbers = Float32Array.from(
    { length: size },
    (_, index) => Math.sin(seed * 7.3 + index * 1.7) + 0.3 * Math.cos(seed * 3.1 * index),
  );
  const length = Math.hypot(...numbers);
  return numbers.map((value) => value / length);
}

export function anIndexRow(number: number, change: Partial<IndexRow> = {}): IndexRow {
  return {
    generation: number,
    ordinal: number,
    policyKey: 1,
    collectionKey: 1,
    text: `text ${number}`,
    language: 'en',
    vector: aVector(number),
    ...change,
  };
}

/** Rows by generation of one table. */
export async function rowCounts(writer: ChunkIndexWriter, zoneKey: number | null = null): Promise<ReadonlyMap<number, number>> {
  return new Map([...(await writer.survey(zoneKey))].map(([generation, { rowCount }]) => [generation, rowCount]));
}

const all: IndexFilter = { policyKeys: [1, 2, 3, 4] };
const ordinalsOf = (candidates: readonly IndexCandidate[]): readonly number[] => candidates.map((candidate) => candidate.ordinal);

/** What every chunk index does, in the words of the port (`packages/core/src/ports/chunk-index.ts`). */
export function describeChunkIndexContract(contract: ChunkIndexContract): void {
  describe(`chunk index: ${contract.name}`, () => {
    let under: ChunkIndexUnderTest;
    let writer: ChunkIndexWriter;
    let reader: ChunkIndexReader;
    beforeEach(async () => {
      under = await contract.create();
      ({ writer, reader } = under);
      await writer.open(testModel);
      await writer.markComplete();
    });
    afterEach(() => under.destroy());
    const text = async (words: string, filter = all, limit = 10) => ordinalsOf(await reader.textSearch({ text: words, filter, limit }));
    const nearest = (vector: Float32Array, filter = all, limit = 10, embeddingId: string = testModel.embeddingId) =>
      reader.vectorSearch({ vector, embeddingId, filter, limit });

    it('finds rows by word and by vector as soon as they were appended, and still when they are optimised', async () => {
      await writer.append([anIndexRow(1, { text: 'parental leave' }), anIndexRow(2, { text: 'travel' })]);
      for (const round of ['appended', 'optimised', 'appended again']) {
        expect({ round, found: await text('leave') }).toEqual({ round, found: [1] });
        const [best] = await nearest(aVector(2));
        expect({ round, best: best?.ordinal, generation: best?.generation }).toEqual({ round, best: 2, generation: 2 });
        expect(best?.score).toBeCloseTo(1, 4);
        if (round === 'appended') await writer.optimize();
        else await writer.append([anIndexRow(3, { text: 'expenses' })]);
      }
      expect(await text('expenses')).toContain(3);
    });

    it('sees a new commit with the next search', async () => {
      for (let number = 1; number <= 5; number += 1) {
        await writer.append([anIndexRow(number, { text: `unicorn${number}` })]);
        expect(await text(`unicorn${number}`)).toEqual([number]);
      }
      await writer.deleteGenerations([4]);
      expect(await text('unicorn4')).toEqual([]);
    });

    it('reduces words to their stems in the language of the text, and leaves stop words out', async () => {
      await writer.append([
        anIndexRow(1, { text: 'The committees were approving travel requests', language: 'en' }),
        anIndexRow(2, { text: 'Die Häuser und das Büro an der Straße werden gereinigt', language: 'de' }),
        anIndexRow(3, { text: 'résumé running 東京都に住んでいます', language: null }),
      ]);
      expect(await text('committee approves request')).toEqual([1]);
      expect(await text('the were')).toEqual([]);
      expect(await text('Haus reinigen')).toEqual([2]);
      expect(await text('buro')).toEqual([2]);
      expect(await text('STRASSE')).toEqual([2]);
      expect(await text('resume')).toEqual([3]);
      expect(await text('run')).toEqual([]);
      expect(await text('東京都')).toEqual([3]);
    });

    it('orders by score, best first, and gives no more than the limit', async () => {
      await writer.append(
        [1, 2, 3, 4].map((number) => anIndexRow(number, { text: `leave ${'leave '.repeat(number)} ${'other '.repeat(20)}` })),
      );
      const byText = await reader.textSearch({ text: 'leave', filter: all, limit: 3 });
      expect(byText.map((one) => one.score)).toEqual(byText.map((one) => one.score).toSorted((a, b) => b - a));
      expect(ordinalsOf(byText)).toEqual([4, 3, 2]);
      const byVector = await nearest(aVector(3), all, 2);
      expect(byVector).toHaveLength(2);
      expect(byVector[0]?.ordinal).toBe(3);
      expect(await nearest(aVector(3), all, 0)).toEqual([]);
    });

    it('gives rows of the named policies and collections only; none named means none given', async () => {
      await writer.append(
        [1, 2, 3, 4].map((number) => anIndexRow(number, { text: 'leave', policyKey: number % 2, collectionKey: number })),
      );
      expect(new Set(await text('leave', { policyKeys: [1] }))).toEqual(new Set([1, 3]));
      expect(await text('leave', { policyKeys: [1, 0], collectionKeys: [3] })).toEqual([3]);
      expect(await text('leave', { policyKeys: [] })).toEqual([]);
      expect(await nearest(aVector(1), { policyKeys: [1], collectionKeys: [] })).toEqual([]);
      expect(new Set(ordinalsOf(await nearest(aVector(1), { policyKeys: [0] })))).toEqual(new Set([2, 4]));
    });

    it('takes whatever people type as words', async () => {
      await writer.append([anIndexRow(1, { text: 'salary' })]);
      const hostile = [
        "'); DROP TABLE chunks; --",
        '"unclosed',
        'policy_key IN (2)',
        'salary~2^9',
        '(salary',
        '*',
        '\\',
        '',
        '   ',
        '\u0000',
        '\ud800',
        '🦄',
        'x'.repeat(50_000),
      ];
      for (const words of hostile) {
        const found = await text(words, { policyKeys: [2] });
        expect({ words: words.slice(0, 20), found }).toEqual({ words: words.slice(0, 20), found: [] });
      }
      expect(await text('(SALARY)')).toEqual([1]);
    });

    it('refuses a filter that is not made of whole numbers', async () => {
      const injected = JSON.parse('["1) OR (1=1", 1.5, null, 1e300]') as number[];
      for (const key of injected) {
        await expect(text('x', { policyKeys: [key] })).rejects.toMatchObject({ code: 'INTERNAL' });
        await expect(text('x', { policyKeys: [1], collectionKeys: [key] })).rejects.toMatchObject({ code: 'INTERNAL' });
      }
    });

    it('agrees with a comparison of every row, for any rows and filter, before and after an optimise', async () => {
      const rowArbitrary = fc.record({
        policyKey: fc.integer({ min: 1, max: 3 }),
        collectionKey: fc.integer({ min: 1, max: 3 }),
        word: fc.constantFrom('alpha', 'beta', 'gamma'),
        hasVector: fc.boolean(),
      });
      const keysArbitrary = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
      let next = 1;
      await fc.assert(
        fc.asyncProperty(
          fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }),
          keysArbitrary,
          fc.option(keysArbitrary, { nil: undefined }),
          fc.boolean(),
          async (specs, policyKeys, collectionKeys, isOptimised) => {
            const rows = specs.map(({ word, hasVector, ...keys }) =>
              anIndexRow((next += 1), { ...keys, text: word, vector: hasVector ? aVector(next) : null }),
            );
            await writer.append(rows);
            if (isOptimised) await writer.optimize();
            const filter = { policyKeys, ...(collectionKeys && { collectionKeys }) };
            const allowed = rows.filter(
              (row) => policyKeys.includes(row.policyKey) && (collectionKeys?.includes(row.collectionKey) ?? true),
            );
            expect(new Set(await text('beta', filter, 500))).toEqual(
              new Set(allowed.filter((row) => row.text === 'beta').map((row) => row.ordinal)),
            );
            const vectors = await nearest(aVector(1), filter, 500);
            expect(new Set(ordinalsOf(vectors))).toEqual(new Set(allowed.filter((row) => row.vector).map((row) => row.ordinal)));
            for (const { ordinal, score } of vectors) {
              const vector = rows.find((row) => row.ordinal === ordinal)?.vector ?? new Float32Array();
              const cosine = vector.reduce((sum, value, index) => sum + value * (aVector(1)[index] ?? 0), 0);
              expect(score).toBeCloseTo(cosine, 4);
            }
            await writer.deleteGenerations(rows.map((row) => row.generation));
          },
        ),
        { numRuns: 8 },
      );
    }, 60_000);

    it('counts rows by generation, and forgets those that are deleted', async () => {
      await writer.append([anIndexRow(1), anIndexRow(2, { generation: 1 }), anIndexRow(3, { generation: 7 })]);
      expect(await rowCounts(writer)).toEqual(
        new Map([
          [1, 2],
          [7, 1],
        ]),
      );
      await writer.deleteGenerations([1, 99]);
      await writer.deleteGenerations([]);
      expect(await rowCounts(writer)).toEqual(new Map([[7, 1]]));
      await writer.append([]);
      expect(await nearest(aVector(1))).toHaveLength(1);
    });

    it('tells of each generation how many rows it has, whether each chunk is there once, and under which keys', async () => {
      const rowsOf = (generation: number, ordinals: readonly number[], change: Partial<IndexRow> = {}) =>
        ordinals.map((ordinal) => anIndexRow(1, { generation, ordinal, ...change }));
      await writer.append([
        ...rowsOf(1, [0, 1, 2]),
        ...rowsOf(2, [0, 2]),
        ...rowsOf(3, [0, 1, 1]),
        ...rowsOf(4, [0, 0, 3, 3]),
        ...rowsOf(5, [1, 0], { policyKey: 7, collectionKey: 8 }),
        ...rowsOf(5, [2], { vector: null }),
        ...rowsOf(6, [0], { zoneKey: 3 }),
      ]);
      const found = await writer.survey();
      const gapless = [...found].filter(([, { isGapless }]) => isGapless).map(([generation]) => generation);
      expect(gapless.toSorted((a, b) => a - b)).toEqual([1, 5]);
      expect(found.get(5)).toEqual({
        rowCount: 3,
        isGapless: true,
        withoutVector: 1,
        policyKeys: new Set([1, 7]),
        collectionKeys: new Set([1, 8]),
      });
      expect([...(await writer.survey(null, [2, 99])).keys()]).toEqual([2]);
      expect([...(await writer.survey(3)).keys()]).toEqual([6]);
      expect(await writer.survey(null, [])).toEqual(new Map());
    });

    it('gives the room of old versions back, and says what it takes', async () => {
      for (let number = 1; number <= 4; number += 1) await writer.append([anIndexRow(number, { text: 'leave' })]);
      await writer.deleteGenerations([4]);
      const before = await writer.size();
      await writer.optimize();
      // Whatever the clock of the test says: also the youngest.
      await writer.removeOldVersions(-3_600_000);
      const after = await writer.size();
      expect(before.versionCount).toBeGreaterThan(4);
      expect(after.versionCount).toBeLessThan(before.versionCount);
      expect(after.sizeBytes).toBeLessThan(before.sizeBytes);
      expect(new Set(await text('leave'))).toEqual(new Set([1, 2, 3]));
    });

    it('keeps strict zones apart: a zone is searched when it is named, and changes nothing for whom it is not', async () => {
      await writer.append([1, 2, 3].map((number) => anIndexRow(number, { text: number === 2 ? 'leave pay' : 'leave' })));
      const before = await reader.textSearch({ text: 'leave pay', filter: all, limit: 10 });
      const nearestBefore = await nearest(aVector(2));
      const inZone = (number: number, zoneKey: number) => anIndexRow(number, { text: 'leave pay pay pay', policyKey: zoneKey, zoneKey });
      await writer.append([inZone(11, 3), inZone(12, 4), anIndexRow(4, { text: 'travel' })]);
      await writer.append([inZone(13, 3)]);
      expect(await writer.listZones()).toEqual([3, 4]);
      await writer.deleteGenerations([4]);
      // To the last digit of every score: the zone has its own statistics.
      expect(await reader.textSearch({ text: 'leave pay', filter: all, limit: 10 })).toEqual(before);
      expect(await nearest(aVector(2))).toEqual(nearestBefore);
      expect(new Set(await text('leave', { ...all, zoneKeys: [3] }))).toEqual(new Set([1, 2, 3, 11, 13]));
      expect(await text('leave', { policyKeys: [3], zoneKeys: [3, 4] })).toEqual([11, 13]);
      expect(ordinalsOf(await nearest(aVector(12), { ...all, zoneKeys: [4, 99] }, 1))).toEqual([12]);
      expect(await text('leave', { policyKeys: [1], zoneKeys: [3] })).toHaveLength(3);

      expect(await rowCounts(writer, 3)).toEqual(
        new Map([
          [11, 1],
          [13, 1],
        ]),
      );
      expect(await rowCounts(writer)).toEqual(new Map([1, 2, 3].map((number) => [number, 1])));
      await writer.deleteGenerations([11], 3);
      await writer.optimize();
      expect(await text('leave', { policyKeys: [3], zoneKeys: [3] })).toEqual([13]);
      await writer.close();
      const next = await under.reopen();
      expect(await next.open(testModel)).toBe('ready');
      expect(await rowCounts(next, 4)).toEqual(new Map([[12, 1]]));
      expect(await next.open({ embeddingId: 'model-b', dimensions })).toBe('rebuild-needed');
      await expect(text('leave', { ...all, zoneKeys: [3] })).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
      await next.markComplete();
      expect(await text('leave', { ...all, zoneKeys: [3] })).toEqual([]);
      await next.close();
    });

    it('refuses a row that does not fit', async () => {
      await expect(writer.append([anIndexRow(1, { vector: aVector(1, 4) })])).rejects.toMatchObject({ code: 'INTERNAL' });
      await expect(writer.append([anIndexRow(1, { generation: 2 ** 31 })])).rejects.toMatchObject({ code: 'INTERNAL' });
      await expect(writer.append([anIndexRow(1, { policyKey: -1 })])).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await rowCounts(writer)).toEqual(new Map());
    });

    it('is ready for the next writer, with all its rows', async () => {
      await writer.append([anIndexRow(1, { text: 'leave' })]);
      await writer.close();
      const next = await under.reopen();
      expect(await next.open(testModel)).toBe('ready');
      expect(await rowCounts(next)).toEqual(new Map([[1, 1]]));
      expect(await text('leave')).toEqual([1]);
      await next.close();
    });

    it('is made anew for another model, and refuses to be read until it is complete', async () => {
      await writer.append([anIndexRow(1, { text: 'leave' })]);
      expect(await writer.open({ embeddingId: 'model-b', dimensions: 4 })).toBe('rebuild-needed');
      await expect(text('leave')).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
      await writer.append([anIndexRow(2, { text: 'leave', vector: aVector(2, 4) })]);
      await expect(nearest(aVector(2, 4), all, 10, 'model-b')).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
      await writer.markComplete();
      expect(await text('leave')).toEqual([2]);
      expect(ordinalsOf(await nearest(aVector(2, 4), all, 10, 'model-b'))).toEqual([2]);
      // Neither a vector of other dimensions nor one of as many, of the model before.
      await expect(nearest(aVector(2), all, 10, 'model-b')).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
      await expect(nearest(aVector(2, 4))).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
    });

    it('goes on with a rebuild that was cut short: the rows that are there stay, and it is still not complete', async () => {
      await writer.open({ embeddingId: 'model-b', dimensions });
      await writer.append([anIndexRow(1)]);
      await writer.close();
      const next = await under.reopen();
      expect(await next.open({ embeddingId: 'model-b', dimensions })).toBe('rebuild-needed');
      expect(await rowCounts(next)).toEqual(new Map([[1, 1]]));
      await expect(text('leave')).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
      await next.close();
    });

    it('works without an embedding model, by text alone', async () => {
      await writer.open({ embeddingId: null, dimensions: null });
      await writer.append([anIndexRow(1, { text: 'leave', vector: null })]);
      await writer.optimize();
      await writer.markComplete();
      expect(await text('leaves')).toEqual([1]);
      await expect(nearest(aVector(1))).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' });
      expect(await writer.measureRecall(10)).toEqual({ queries: 0, recallAt10: 1 });
    });

    it('measures how many of the nearest rows a search finds', async () => {
      expect(await writer.measureRecall(10)).toEqual({ queries: 0, recallAt10: 1 });
      await writer.append(Array.from({ length: 40 }, (_, number) => anIndexRow(number + 1)));
      await writer.append([anIndexRow(99, { vector: null })]);
      const { queries, recallAt10 } = await writer.measureRecall(8);
      expect(queries).toBeGreaterThanOrEqual(7);
      expect(recallAt10).toBe(1);
    });
  });
}
