import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  cosignNote,
  ed25519Key,
  emptyRoot,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  fromBase64,
  fromHex,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signatureTypes,
  signNote,
  toBase64,
  toHex,
  verifierKey,
  verifyEd25519,
  verifyNote,
  type Ed25519Key,
  type VerifierKey,
} from '../index.ts';

let key: Ed25519Key;
let logKey: VerifierKey;
let witnessKey: VerifierKey;
beforeAll(async () => {
  key = await ed25519Key(new Uint8Array(32).fill(7));
  logKey = verifierKey('log.example/2026', signatureTypes.ed25519, key.publicKey);
  witnessKey = verifierKey('witness.example', signatureTypes.cosignatureV1, key.publicKey);
});

const checkpoint = { origin: 'log.example/2026', size: 7, root: emptyRoot(), extensions: [] };

describe('a signed note', () => {
  test('says which keys have signed, and leaves strangers aside', async () => {
    const text = formatCheckpoint(checkpoint);
    const signature = await signNote(text, { key: logKey, sign: key.sign });
    const stranger = { ...signature, name: 'stranger.example' };
    const note = parseNote(formatNote({ text, signatures: [stranger, signature] }));
    expect(note && (await verifyNote(note, [logKey, witnessKey]))).toEqual([{ key: logKey, timestampSeconds: null }]);
    expect(note && (await verifyNote(note, [witnessKey]))).toEqual([]);
  });

  test('with any byte of its text changed is worth nothing', async () => {
    const text = formatCheckpoint(checkpoint);
    const signature = await signNote(text, { key: logKey, sign: key.sign });
    for (let at = 0; at < text.length - 1; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      expect(await verifyNote({ text: changed, signatures: [signature] }, [logKey])).toBeNull();
    }
  });

  test('a cosignature holds for its time and its text alone', async () => {
    const text = formatCheckpoint(checkpoint);
    const signature = await cosignNote(text, 1_795_593_600, { key: witnessKey, sign: key.sign });
    expect(await verifyNote({ text, signatures: [signature] }, [witnessKey])).toEqual([
      { key: witnessKey, timestampSeconds: 1_795_593_600 },
    ]);
    const later = Uint8Array.from(signature.signature, (byte, index) => (index === 7 ? byte ^ 1 : byte));
    expect(await verifyNote({ text, signatures: [{ ...signature, signature: later }] }, [witnessKey])).toBeNull();
    expect(await verifyNote({ text, signatures: [{ ...signature, signature: later.slice(1) }] }, [witnessKey])).toBeNull();
  });

  test('a key of one kind does not sign as the other', async () => {
    await expect(signNote('x\n', { key: witnessKey, sign: key.sign })).rejects.toThrow(TypeError);
    await expect(cosignNote('x\n', 1, { key: logKey, sign: key.sign })).rejects.toThrow(TypeError);
  });

  test.each([
    ['no empty line', 'text\n'],
    ['no signature', 'text\n\n'],
    ['a signature without its dash', 'text\n\nname AAAAAAAA\n'],
    ['a signature that is no base64', 'text\n\n— name AAAA*AAA\n'],
    ['a signature shorter than a key id', 'text\n\n— name AAAAAA==\n'],
    ['a tab in the text', 'te\txt\n\n— name AAAAAAAA\n'],
    ['no line feed at the end', 'text\n\n— name AAAAAAAA'],
    ['a name with a plus', 'text\n\n— na+me AAAAAAAA\n'],
  ])('%s makes it none', (_what, note) => expect(parseNote(note)).toBeNull());

  test('may have empty lines in its text', () => {
    expect(parseNote('one\n\ntwo\n\n— name AAAAAAAA\n')?.text).toBe('one\n\ntwo\n');
  });
});

describe('a checkpoint', () => {
  test('is read as it was written, with lines that nobody knows yet', () => {
    const extended = { ...checkpoint, size: 2 ** 53 - 1, extensions: ['more', 'lines'] };
    expect(parseCheckpoint(formatCheckpoint(extended))).toEqual(extended);
  });

  test.each([
    ['a size with a zero before it', 'log\n07\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['a negative size', 'log\n-7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['a size beyond whole numbers', 'log\n9007199254740993\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['a short root', 'log\n7\n47DEQpj8\n'],
    ['no name', '\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['an empty line behind it', 'log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n'],
    ['no line feed', 'log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  ])('with %s is none', (_what, text) => expect(parseCheckpoint(text)).toBeNull());

  test('cannot be written with what would make it another one', () => {
    expect(() => formatCheckpoint({ ...checkpoint, origin: 'a\nb' })).toThrow(TypeError);
    expect(() => formatCheckpoint({ ...checkpoint, size: 1.5 })).toThrow(TypeError);
    expect(() => formatCheckpoint({ ...checkpoint, root: new Uint8Array(31) })).toThrow(TypeError);
    expect(() => formatNote({ text: 'no end', signatures: [] })).toThrow(TypeError);
  });
});

describe('a key', () => {
  test('is read as it was written, and only with its own id', () => {
    const text = formatVerifierKey(logKey);
    expect(parseVerifierKey(text)).toEqual(logKey);
    expect(parseVerifierKey(text.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toBeNull();
    expect(parseVerifierKey(text.replace('2026', '2027'))).toBeNull();
    expect(parseVerifierKey(text.slice(0, -4))).toBeNull();
    expect(parseVerifierKey('')).toBeNull();
  });

  test('needs a name that fits into a line', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00A0b', 'a\nb'])
      expect(() => verifierKey(name, signatureTypes.ed25519, key.publicKey)).toThrow(TypeError);
    expect(() => verifierKey('a', signatureTypes.ed25519, new Uint8Array(31))).toThrow(TypeError);
  });

  test('that is none verifies nothing', async () => {
    const signature = new Uint8Array(64);
    expect(await verifyEd25519({ publicKey: new Uint8Array(5), message: signature, signature })).toBe(false);
    await expect(ed25519Key(new Uint8Array(31))).rejects.toThrow();
  });
});

test('bytes as text have one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['AB==', 'AA=', 'A', 'AA==AA==', 'AAA', 'AA-_']) expect(fromBase64(text)).toBeNull();
  for (const text of ['0', '0G', 'AA']) expect(fromHex(text)).toBeNull();
});
