import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aZipFile, type ZipFileEntry } from '../../../../test/support/parsing/a-zip-file.ts';
import { ReadFailure } from '../read-failure.ts';
import { packStored } from './pack-stored.ts';
import { defaultUnpackLimits, unpackZip } from './unpack-zip.ts';

const megabyte = 1024 * 1024;
const all = () => true;

async function codeOf(bytes: Uint8Array, limits = defaultUnpackLimits): Promise<string> {
  try {
    await unpackZip(bytes, all, limits);
    return 'none';
  } catch (error) {
    return error instanceof ReadFailure ? error.code : String(error);
  }
}

describe('unpackZip', () => {
  it('gives the content that is wanted, and the names of all', async () => {
    const { names, contents } = await unpackZip(
      aZipFile([
        { name: 'a.xml', content: 'A 🙂' },
        { name: 'b.png', content: 'B' },
        { name: 'c.xml', content: 'C', isStored: true },
      ]),
      (name) => name.endsWith('.xml'),
    );
    expect(names).toEqual(['a.xml', 'b.png', 'c.xml']);
    expect([...contents].map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
      ['a.xml', 'A 🙂'],
      ['c.xml', 'C'],
    ]);
  });

  it.each<[string, readonly ZipFileEntry[], string]>([
    ['a name that leaves the folder', [{ name: '../a', content: '' }], 'CORRUPT_FILE'],
    ['an absolute name', [{ name: '/a', content: '' }], 'CORRUPT_FILE'],
    [
      'a name twice',
      [
        { name: 'a.xml', content: '1' },
        { name: 'A.xml', content: '2' },
      ],
      'CORRUPT_FILE',
    ],
    ['a local header of another name', [{ name: 'a.xml', localName: 'b.xml', content: '1' }], 'CORRUPT_FILE'],
    [
      'entries that overlap',
      [
        { name: 'a.xml', content: 'same data' },
        { name: 'b.xml', localName: 'a.xml', content: 'same data', dataOf: 0 },
      ],
      'CORRUPT_FILE',
    ],
    ['a wrong checksum', [{ name: 'a.xml', content: '1', checksum: 7 }], 'CORRUPT_FILE'],
    ['an encrypted entry', [{ name: 'a.xml', content: '1', isEncrypted: true }], 'ENCRYPTED'],
  ])('refuses %s', async (_rule, entries, code) => {
    expect(await codeOf(aZipFile(entries))).toBe(code);
  });

  it('stops a file that unpacks to much more than it is, whatever its headers say', async () => {
    const bomb = aZipFile([{ name: 'word/media/a.bin', content: Buffer.alloc(64 * megabyte) }]);
    expect(bomb.length).toBeLessThan(megabyte);
    expect(await codeOf(bomb)).toBe('UNPACKED_TOO_LARGE');
    expect(await codeOf(bomb, { ...defaultUnpackLimits, ratioFromBytes: 100 * megabyte })).toBe('none');
    expect(await codeOf(bomb, { ...defaultUnpackLimits, ratioFromBytes: 100 * megabyte, maxUnpackedBytes: megabyte })).toBe(
      'UNPACKED_TOO_LARGE',
    );
  });

  it('refuses more entries than allowed', async () => {
    const entries = Array.from({ length: 30 }, (_entry, index) => ({ name: `${index}.xml`, content: '' }));
    expect(await codeOf(aZipFile(entries), { ...defaultUnpackLimits, maxEntries: 29 })).toBe('TOO_MANY_ENTRIES');
  });

  it('reads back what was packed', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}\.xml$/u), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(names, fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 6, maxLength: 6 }), async (entryNames, data) => {
        const entries = new Map(entryNames.map((name, index) => [name, data[index] ?? new Uint8Array()]));
        const { contents } = await unpackZip(packStored(entries), all);
        expect(new Map([...contents].map(([name, content]) => [name, Uint8Array.from(content)]))).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });

  it('ends in an answer for a file with any byte changed', async () => {
    const file = aZipFile([
      { name: 'a.xml', content: 'Hello '.repeat(20) },
      { name: 'b.xml', content: 'x', isStored: true },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const mutant = Buffer.from(file);
        mutant[at] = (mutant[at] ?? 0) ^ change;
        expect(['none', 'CORRUPT_FILE', 'ENCRYPTED', 'UNPACKED_TOO_LARGE']).toContain(await codeOf(mutant));
      }),
      { numRuns: 300 },
    );
  });
});
