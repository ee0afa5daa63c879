import { expect, test } from 'vitest';
import vectors from '../vectors/vectors.json' with { type: 'json' };
import {
  bundlePath,
  cosignNote,
  createTreeBuilder,
  ed25519Key,
  encodeEntries,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  growTiles,
  hashLeaf,
  parseNote,
  parseTilePath,
  parseVerifierKey,
  proveConsistency,
  proveInclusion,
  sha256,
  signatureTypes,
  signNote,
  tilePath,
  toHex,
  tileWidth,
  verifierKey,
  verifyConsistency,
  verifyEd25519,
  verifyInclusion,
  verifyNote,
} from './index.ts';
import { nodeReaderOf } from './fixtures/node-reader-of.ts';

/** What an independent program made of the words of the standards: see vectors/make-vectors.py. */
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const leafHashes = vectors.leaves.map((leaf) => hashLeaf(bytes(leaf)));
const root = (size: number) => bytes(vectors.roots[size] ?? '');

test('SHA-256 at the edges of its blocks', () => {
  for (const { message, digest } of vectors.sha256) expect(toHex(sha256(bytes(message)))).toBe(digest);
});

test('the root of each size', () => {
  const builder = createTreeBuilder();
  expect(toHex(builder.root())).toBe(vectors.roots[0]);
  leafHashes.forEach((hash, index) => {
    builder.append(hash);
    expect(toHex(builder.root())).toBe(vectors.roots[index + 1]);
  });
});

test('each audit path, made and verified', async () => {
  expect(vectors.inclusion.length).toBe(231);
  for (const { index, size, proof } of vectors.inclusion) {
    expect((await proveInclusion(nodeReaderOf(leafHashes), index, size)).map(toHex)).toEqual(proof);
    const leafHash = leafHashes[index] ?? new Uint8Array(0);
    expect(verifyInclusion({ index, size, leafHash, root: root(size), proof: proof.map(bytes) })).toBe(true);
  }
});

test('each consistency proof, made and verified', async () => {
  expect(vectors.consistency.length).toBe(231);
  for (const { old: oldSize, new: newSize, proof } of vectors.consistency) {
    expect((await proveConsistency(nodeReaderOf(leafHashes), oldSize, newSize)).map(toHex)).toEqual(proof);
    const claim = { oldSize, newSize, oldRoot: root(oldSize), newRoot: root(newSize), proof: proof.map(bytes) };
    expect(verifyConsistency(claim)).toBe(true);
  }
});

test('paths of tiles and bundles, there and back', () => {
  for (const { index, path } of vectors.paths) {
    expect(tilePath({ level: 3, index, width: tileWidth })).toBe(`tile/3/${path}`);
    expect(bundlePath({ index, width: 17 })).toBe(`tile/entries/${path}.p/17`);
    expect(parseTilePath(`tile/3/${path}`)).toEqual({ kind: 'tile', level: 3, index, width: 256 });
    expect(parseTilePath(`tile/entries/${path}.p/17`)).toEqual({ kind: 'entries', index, width: 17 });
  }
});

test('the tiles and the last entry bundle of a tree of 600 leaves', async () => {
  const entries = Array.from({ length: vectors.tiles.size }, (_entry, index) => Uint8Array.of(0, 0, index >> 8, index & 0xff));
  const tiles = await growTiles(async () => null, { fromSize: 0, leafHashes: entries.map(hashLeaf) });
  expect(Object.fromEntries(tiles.map((tile) => [tilePath(tile), toHex(sha256(tile.data))]))).toEqual(vectors.tiles.sha256);
  expect(toHex(sha256(encodeEntries(entries.slice(512))))).toBe(vectors.tiles.bundle);
  const builder = createTreeBuilder();
  for (const entry of entries) builder.append(hashLeaf(entry));
  expect(toHex(builder.root())).toBe(vectors.tiles.root);
});

test('Ed25519 signs and verifies as RFC 8032 has it', async () => {
  for (const { seed, public: publicKey, message, signature } of vectors.ed25519) {
    const key = await ed25519Key(bytes(seed));
    expect(toHex(key.publicKey)).toBe(publicKey);
    expect(toHex(await key.sign(bytes(message)))).toBe(signature);
    expect(await verifyEd25519({ publicKey: bytes(publicKey), message: bytes(message), signature: bytes(signature) })).toBe(true);
  }
});

test('a checkpoint with the signatures of log and witness', async () => {
  const { seed, witnessSeed, timestamp, size, text, note, key, witnessKey } = vectors.note;
  const [logName = ''] = key.split('+');
  const [witnessName = ''] = witnessKey.split('+');
  const log = await ed25519Key(bytes(seed));
  const witness = await ed25519Key(bytes(witnessSeed));
  const logKey = verifierKey(logName, signatureTypes.ed25519, log.publicKey);
  const cosigner = verifierKey(witnessName, signatureTypes.cosignatureV1, witness.publicKey);
  expect(formatVerifierKey(logKey)).toBe(key);
  expect(formatVerifierKey(cosigner)).toBe(witnessKey);
  expect(formatCheckpoint({ origin: logName, size, root: bytes(vectors.note.root), extensions: [] })).toBe(text);
  const signatures = [
    await signNote(text, { key: logKey, sign: log.sign }),
    await cosignNote(text, timestamp, { key: cosigner, sign: witness.sign }),
  ];
  expect(formatNote({ text, signatures })).toBe(note);
  const keys = [parseVerifierKey(key), parseVerifierKey(witnessKey)].filter((one) => one !== null);
  const parsed = parseNote(note);
  expect(parsed === null ? null : await verifyNote(parsed, keys)).toEqual([
    { key: logKey, timestampSeconds: null },
    { key: cosigner, timestampSeconds: timestamp },
  ]);
});
