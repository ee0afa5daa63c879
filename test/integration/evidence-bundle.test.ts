import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEntries, encodeEntries, formatVerifierKey } from '@carrel/tlog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEvidence, publishLog, signerOf, verifyFolder, writeFolder, type Evidence } from '../support/evidence.ts';
import { needsPython, runPython, verifyInPython } from '../support/python.ts';

type Files = Readonly<Record<string, Uint8Array>>;

let evidence: Evidence;
beforeAll(async () => {
  evidence = await createEvidence();
}, 60_000);
afterAll(() => evidence.remove());

const text = (files: Files, name: string) => Buffer.from(files[name] ?? new Uint8Array(0)).toString('utf8');
const put = (files: Files, name: string, content: Uint8Array | string): Files => ({ ...files, [name]: Buffer.from(content) });
const without = (files: Files, isGone: (name: string) => boolean): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !isGone(name)));
/** As a folder without a manifest, so that only what is signed can show a change. */
const bare = () => without(evidence.files, (name) => !/^\d{4}\//.test(name));
const nameOf = (files: Files, pattern: RegExp) => {
  const name = Object.keys(files).find((one) => pattern.test(one));
  if (name === undefined) throw new Error(`expected a file like ${pattern}`);
  return name;
};

/** Both verdicts about the same files. */
async function verdicts(files: Files, keys?: readonly string[]) {
  const folder = await writeFolder(files);
  try {
    const keysFile = join(folder, 'trusted.txt');
    if (keys !== undefined) await writeFile(keysFile, keys.map((key) => `${key}\n`).join(''));
    const { parseVerifierKey } = await import('@carrel/tlog');
    const trusted = keys?.map(parseVerifierKey).filter((key) => key !== null);
    const [ours, python] = await Promise.all([
      verifyFolder(folder, { nowMs: evidence.nowMs, ...(trusted !== undefined && { keys: trusted }) }),
      verifyInPython(folder, ...(keys === undefined ? [] : ['--keys', keysFile])),
    ]);
    return { ours, python };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.runIf(needsPython())('two verifiers that share no code', () => {
  test('find a bundle whole, zipped and unpacked, and agree on what was signed', async () => {
    const { ours, python } = await verdicts(evidence.files);
    expect(ours).toMatchObject({ verdict: 'ok', exitCode: 0, findings: [] });
    expect(python).toMatchObject({ verdict: 'ok', exitCode: 0, counts: {} });
    expect(python.entryCount).toBe(ours.entryCount);
    expect(python.entryCount).toBeGreaterThan(400);
    expect(python.sealedCount).toBe(ours.sealedCount);
    expect(python.sealedCount).toBeGreaterThan(100);
    const signed = ours.checkpoints.map(({ shard, size, rootHash }) => ({ shard, size, rootHash }));
    expect(python.checkpoints.map(({ shard, size, rootHash }) => ({ shard, size, rootHash }))).toEqual(signed);
    expect(await verifyInPython(evidence.zipPath)).toEqual(python);
  });

  test('the verifier inside the bundle is the same, and says it in words', async () => {
    const folder = await writeFolder(evidence.files);
    const { status, stdout } = await runPython([join(folder, 'verify.py'), folder]);
    expect({ status, first: stdout.split('\n')[0] }).toEqual({ status: 0, first: 'The log is whole.' });
    expect(await readFile(join(folder, 'verify.py'), 'utf8')).toBe(await readFile('packages/tlog/verify.py', 'utf8'));
    await rm(folder, { recursive: true });
  });

  /** What somebody does to the files who cannot sign, and how both must call it. */
  const tamperings: readonly (readonly [name: string, found: string, apply: (files: Files) => Files])[] = [
    [
      'a word in a leaf',
      'edited-leaf',
      (files) => {
        const name = nameOf(files, /^2027\/tile\/entries\/000$/);
        return put(
          files,
          name,
          Buffer.from(
            Buffer.from(files[name] ?? [])
              .toString('latin1')
              .replace('"success"', '"failure"'),
            'latin1',
          ),
        );
      },
    ],
    [
      'two leaves that change places',
      'moved-leaf',
      (files) => {
        const name = nameOf(files, /^2027\/tile\/entries\/000$/);
        const entries = [...(decodeEntries(files[name] ?? new Uint8Array(0)) ?? [])];
        [entries[10], entries[11]] = [entries[11] ?? new Uint8Array(0), entries[10] ?? new Uint8Array(0)];
        return put(files, name, encodeEntries(entries));
      },
    ],
    [
      'a leaf that is gone',
      'truncated-tail',
      (files) => {
        const name = nameOf(files, /^2026\/tile\/entries\/000\.p/);
        return put(files, name, encodeEntries((decodeEntries(files[name] ?? new Uint8Array(0)) ?? []).slice(0, -1)));
      },
    ],
    ['a bundle that is gone', 'truncated-tail', (files) => without(files, (name) => name === '2027/tile/entries/000')],
    [
      'a hash in a tile of leaves',
      'edited-leaf',
      (files) => put(files, '2027/tile/0/000', Buffer.from(files['2027/tile/0/000'] ?? []).fill(1, 32, 40)),
    ],
    ['a hash in a tile above', 'tile-mismatch', (files) => put(files, nameOf(files, /^2027\/tile\/1\//), new Uint8Array(32).fill(9))],
    [
      'a size in the checkpoint',
      'bad-signature',
      (files) => put(files, '2026/checkpoint', text(files, '2026/checkpoint').replace(/\n(\d+)\n/, '\n999999\n')),
    ],
    [
      'the signature',
      'bad-signature',
      (files) => put(files, '2026/checkpoint', text(files, '2026/checkpoint').replace(/..(.{20}\n)$/, 'AA$1')),
    ],
    ['the key', 'unknown-key', (files) => put(files, '2026/keys.txt', text(files, '2027/keys.txt'))],
    [
      'an earlier root',
      'bad-signature',
      (files) => put(files, '2026/checkpoints.jsonl', text(files, '2026/checkpoints.jsonl').replace(/(\\n40\\n)(....)/, '$1AAAA')),
    ],
    [
      'a digest of a ciphertext',
      'sealed-changed',
      (files) => put(files, '2026/sealed.jsonl', text(files, '2026/sealed.jsonl').replace(/"[0-9a-f]{64}"/, `"${'ab'.repeat(32)}"`)),
    ],
    [
      'ciphertexts of an entry that are gone',
      'sealed-missing',
      (files) => put(files, '2026/sealed.jsonl', text(files, '2026/sealed.jsonl').replace(/^.*\n/, '')),
    ],
    ['a year that is gone', 'missing-shard', (files) => without(files, (name) => name.startsWith('2026/'))],
    ['a year without its checkpoint', 'checkpoint-missing', (files) => without(files, (name) => /2027\/checkpoint/.test(name))],
    ['a tile above that is gone', 'tile-missing', (files) => without(files, (name) => name.startsWith('2027/tile/1/'))],
  ];

  test.each(tamperings)('agree about %s: %s', async (_name, found, apply) => {
    const { ours, python } = await verdicts(apply(bare()));
    expect(Object.keys(ours.counts)).toContain(found);
    expect(Object.keys(python.counts)).toContain(found);
    expect(python.verdict).toBe(ours.verdict);
    expect(ours.exitCode).toBeGreaterThan(0);
  });

  test('find any flipped bit of any file', async () => {
    const names = Object.keys(bare());
    for (let round = 0; round < 24; round += 1) {
      const name = names[round % names.length] ?? '';
      const changed = Buffer.from(evidence.files[name] ?? []);
      // The same bits in every run.
      const at = createHash('sha256').update(`${round}`).digest().readUInt32BE() % (changed.length * 8);
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
      const { ours, python } = await verdicts(put(bare(), name, changed));
      expect({ name, at, ours: ours.exitCode > 0, python: python.exitCode > 0 }).toEqual({ name, at, ours: true, python: true });
    }
  }, 120_000);

  test('find a damaged copy by its manifest, also where nothing is signed', async () => {
    const { ours, python } = await verdicts(put(evidence.files, 'README.txt', 'Trust me.'));
    expect(ours.counts).toEqual({ 'bundle-changed': 1 });
    expect(python.counts).toEqual({ 'bundle-changed': 1 });
  });

  test('are told of another installation’s log by keys that came another way', async () => {
    const own = ['2026', '2027'].map((year) => text(evidence.files, `${year}/keys.txt`).trim());
    expect(await verdicts(evidence.files, own)).toMatchObject({ ours: { verdict: 'ok' }, python: { verdict: 'ok' } });
    const other = await signerOf(8);
    const strange = ['2026', '2027'].map((year) => formatVerifierKey(other.keyFor(`carrel.test/audit/${year}`)));
    const { ours, python } = await verdicts(evidence.files, strange);
    expect(Object.keys(ours.counts)).toEqual(['unknown-key']);
    expect(Object.keys(python.counts)).toEqual(['unknown-key']);
  });
});

describe('an operator with the database and the key', () => {
  test('who rewrites the log and signs it anew is shown by a checkpoint that was kept', async () => {
    const kept = text(evidence.files, '2026/checkpoint');
    const rewritten = await createEvidence();
    try {
      const folder = await writeFolder(rewritten.files);
      const alone = await verifyFolder(folder, { nowMs: rewritten.nowMs });
      expect(alone.verdict).toBe('ok');
      const compared = await verifyFolder(folder, { nowMs: rewritten.nowMs, keptCheckpoints: [kept] });
      expect(compared).toMatchObject({ verdict: 'tampered' });
      expect(Object.keys(compared.counts)).toEqual(expect.arrayContaining(['root-mismatch', 'two-roots']));
      await rm(folder, { recursive: true });
    } finally {
      await rewritten.remove();
    }
  });

  test('cannot sign over what is on record', async () => {
    const folder = await writeFolder({});
    await expect(publishLog(evidence.harness, folder, await signerOf(8), 40)).rejects.toThrow('INVALID_CONFIGURATION');
    await rm(folder, { recursive: true });
  });
});
