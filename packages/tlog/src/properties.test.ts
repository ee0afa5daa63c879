import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createTileReader,
  createTreeBuilder,
  decodeEntries,
  emptyRoot,
  encodeEntries,
  equalBytes,
  growTiles,
  hashChildren,
  hashLeaf,
  nodesAtLevel,
  parseTilePath,
  proveConsistency,
  proveInclusion,
  rangeRoot,
  sha256,
  tilePath,
  tilesOf,
  toHex,
  verifyConsistency,
  verifyInclusion,
  type TileData,
} from './index.ts';
import { nodeReaderOf } from './fixtures/node-reader-of.ts';

/** The definition of RFC 6962 §2.1, word for word. */
function definition(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyRoot();
  const [first] = hashes;
  if (hashes.length === 1 && first !== undefined) return first;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return hashChildren(definition(hashes.slice(0, split)), definition(hashes.slice(split)));
}

const leavesOf = (size: number) => Array.from({ length: size }, (_leaf, index) => hashLeaf(Uint8Array.of(index & 0xff, index >> 8)));
const all = leavesOf(2_000);
const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2_000 }));

function flipBit(hash: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(hash);
  flipped[(bit >> 3) % hash.length] = (flipped[(bit >> 3) % hash.length] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

const withFlip = (proof: readonly Uint8Array[], at: number, bit: number) =>
  proof.map((step, index) => (index === at % proof.length ? flipBit(step, bit) : step));

describe('the tree', () => {
  test('grown one by one agrees with the definition at each size', () => {
    const builder = createTreeBuilder();
    for (let size = 0; size <= 300; size += 1) {
      expect(toHex(builder.root())).toBe(toHex(definition(all.slice(0, size))));
      const next = all[size];
      if (next !== undefined) builder.append(next);
    }
  });

  test('goes on from its peaks', () => {
    fc.assert(
      fc.property(sizes, sizes, (first, more) => {
        const before = createTreeBuilder();
        for (const hash of all.slice(0, first)) before.append(hash);
        const after = createTreeBuilder({ size: before.size, peaks: before.peaks() });
        for (const hash of all.slice(first, first + more)) after.append(hash);
        return equalBytes(after.root(), definition(all.slice(0, first + more)));
      }),
      { numRuns: 60 },
    );
    expect(() => createTreeBuilder({ size: 3, peaks: [] })).toThrow(/expected 2 peaks/);
  });
});

describe('an inclusion proof', () => {
  const places = sizes.chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));

  test('verifies for every leaf, and for no other place, leaf, size or root', async () => {
    await fc.assert(
      fc.asyncProperty(places, fc.nat(255), fc.nat(50), async ([index, size], bit, at) => {
        const leafHash = all[index] ?? emptyRoot();
        const claim = {
          index,
          size,
          leafHash,
          root: definition(all.slice(0, size)),
          proof: await proveInclusion(nodeReaderOf(all), index, size),
        };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, leafHash: flipBit(leafHash, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipBit(claim.root, bit) })).toBe(false);
        if (claim.proof.length > 0) {
          expect(verifyInclusion({ ...claim, proof: withFlip(claim.proof, at, bit) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
        }
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, leafHash] })).toBe(false);
        if (index + 1 < size) expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, index: size })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('no single bit of a proof can be flipped', async () => {
    const proof = await proveInclusion(nodeReaderOf(all), 11, 23);
    const claim = { index: 11, size: 23, leafHash: all[11] ?? emptyRoot(), root: definition(all.slice(0, 23)), proof };
    for (let at = 0; at < proof.length; at += 1)
      for (let bit = 0; bit < 256; bit += 1) expect(verifyInclusion({ ...claim, proof: withFlip(proof, at, bit) })).toBe(false);
  });

  test('is refused for a leaf that is not there', async () => {
    await expect(proveInclusion(nodeReaderOf(all), 5, 5)).rejects.toThrow(RangeError);
    expect(verifyInclusion({ index: 0, size: 0, leafHash: emptyRoot(), root: emptyRoot(), proof: [] })).toBe(false);
  });
});

describe('a consistency proof', () => {
  const pairs = sizes.chain((size) => fc.tuple(fc.integer({ min: 1, max: size }), fc.constant(size)));

  test('verifies for every earlier tree, and for no other one', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, fc.nat(255), fc.nat(50), async ([oldSize, newSize], bit, at) => {
        const [oldRoot, newRoot] = [definition(all.slice(0, oldSize)), definition(all.slice(0, newSize))];
        const claim = { oldSize, newSize, oldRoot, newRoot, proof: await proveConsistency(nodeReaderOf(all), oldSize, newSize) };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flipBit(oldRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: flipBit(newRoot, bit) })).toBe(false);
        if (claim.proof.length > 0) expect(verifyConsistency({ ...claim, proof: withFlip(claim.proof, at, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, oldRoot] })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('of nothing, and of a tree with itself, is empty', async () => {
    expect(await proveConsistency(nodeReaderOf(all), 0, 7)).toEqual([]);
    expect(await proveConsistency(nodeReaderOf(all), 7, 7)).toEqual([]);
    await expect(proveConsistency(nodeReaderOf(all), 8, 7)).rejects.toThrow(RangeError);
  });
});

describe('tiles', () => {
  test('grown in any steps are those of the whole tree, and give every node of it', async () => {
    const big = Array.from({ length: 70_000 }, (_leaf, index) => sha256(Uint8Array.of(index & 0xff, (index >> 8) & 0xff, index >> 16)));
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30_000 })), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(steps, async (lengths) => {
        const stored = new Map<string, TileData>();
        const read = async ({ level, index }: { level: number; index: number }) => stored.get(`${level}/${index}`)?.data ?? null;
        let size = 0;
        for (const length of lengths) {
          const leafHashes = big.slice(size, size + length);
          for (const tile of await growTiles(read, { fromSize: size, leafHashes })) stored.set(`${tile.level}/${tile.index}`, tile);
          size += leafHashes.length;
        }
        expect([...stored.values()].map(({ level, index, width }) => ({ level, index, width })).toSorted(byPlace)).toEqual(
          [...tilesOf(size)].toSorted(byPlace),
        );
        const builder = createTreeBuilder();
        for (const hash of big.slice(0, size)) builder.append(hash);
        expect(toHex(await rangeRoot(createTileReader(read, size), 0, size))).toBe(toHex(builder.root()));
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  test('a tile that is missing or too short is named', async () => {
    await expect(
      proveInclusion(
        createTileReader(async () => null, 300),
        299,
        300,
      ),
    ).rejects.toThrow(/level 1, index 0/);
    await expect(growTiles(async () => new Uint8Array(32), { fromSize: 2, leafHashes: all.slice(2, 3) })).rejects.toThrow(
      /2 hashes at level 0/,
    );
  });

  test('each path has one spelling', () => {
    const tile = fc.record({ level: fc.nat(63), index: fc.nat(2 ** 40), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(tile, (one) => {
        expect(parseTilePath(tilePath(one))).toEqual({ kind: 'tile', ...one });
      }),
    );
    const wrong = [
      'tile/00/000',
      'tile/64/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/0/x001',
      'tile/-1/000',
      '../tile/0/000',
      'tile/0/000/',
    ];
    for (const path of wrong) expect(parseTilePath(path)).toBeNull();
  });

  test('nodes are counted without rounding', () => {
    expect([0, 1, 2].map((level) => nodesAtLevel(70_000, level))).toEqual([70_000, 273, 1]);
  });
});

describe('an entry bundle', () => {
  test('gives back its entries', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 20 }), (entries) => {
        expect(decodeEntries(encodeEntries(entries))?.map(toHex)).toEqual(entries.map(toHex));
      }),
    );
  });

  test('that ends within an entry is none', () => {
    const bundle = encodeEntries([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    expect(decodeEntries(bundle.subarray(0, -1))).toBeNull();
    expect(decodeEntries(Uint8Array.of(0))).toBeNull();
    expect(() => encodeEntries([new Uint8Array(65_536)])).toThrow(RangeError);
    expect(decodeEntries(encodeEntries([new Uint8Array(65_535)]))?.[0]?.length).toBe(65_535);
  });
});

function byPlace(left: { level: number; index: number }, right: { level: number; index: number }): number {
  return left.level - right.level || left.index - right.index;
}
