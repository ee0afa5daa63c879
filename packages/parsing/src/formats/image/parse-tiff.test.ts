import UTIF from 'utif2';
import { createOcr } from '../../ocr/create-ocr.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { noOcr } from '../../../../../test/support/parsing/no-ocr.ts';
import { dotsOf } from '../../../../../test/support/parsing/a-picture.ts';
import { ReadFailure } from '../../read-failure.ts';
import { parseImage } from './parse-image.ts';
import { parseTiff } from './parse-tiff.ts';

const ocr = createOcr({ languages: ['eng'], onRead: () => {} });
afterAll(() => ocr.close());

function aTiffOf(lines: readonly string[]): Buffer {
  const { data, width, height } = dotsOf(lines);
  return Buffer.from(UTIF.encodeImage(new Uint8Array(data), width, height));
}

const failureOf = (parsed: Promise<unknown>) =>
  parsed.then(
    () => 'none',
    (error: unknown) => (error instanceof ReadFailure ? error.code : String(error)),
  );

describe('parseTiff', () => {
  it('reads its pictures as pages, with the confidence of each', async () => {
    const document = await parseTiff(aTiffOf(['The canteen opens at noon', 'on every working day.']), ocr);
    expect(document.text).toContain('canteen opens at');
    expect(document.pages).toEqual([expect.objectContaining({ page: 1, width: 1240, height: 600 })]);
    expect(document.pages[0]?.ocrConfidence).toBeGreaterThan(70);
    expect(document.warnings).toContainEqual({ code: 'PAGE_READ_BY_OCR', page: 1 });
  }, 60_000);

  it('says which page holds no text, and refuses what is no picture or too large', async () => {
    expect((await parseTiff(aTiffOf([]), ocr)).warnings).toEqual([{ code: 'PAGE_WITHOUT_TEXT', page: 1 }]);
    expect(await failureOf(parseTiff(Buffer.from('II*\0\x08\0\0\0', 'latin1'), ocr))).toBe('CORRUPT_FILE');
    expect(await failureOf(parseTiff(aTiffOf(['x']), noOcr))).toBe('EMPTY_TEXT');
    const huge = Buffer.from(UTIF.encodeImage(new Uint8Array(4), 1, 1));
    // The width in the directory: tag 256, of the type LONG or SHORT, in the byte order of the file.
    const at =
      huge.indexOf(Buffer.from([1, 0, 0, 3])) === -1 ? huge.indexOf(Buffer.from([1, 0, 0, 4])) : huge.indexOf(Buffer.from([1, 0, 0, 3]));
    huge.writeUInt16BE(4, at + 2);
    huge.writeUInt32BE(4_000_000_000, at + 8);
    expect(await failureOf(parseTiff(huge, ocr))).toBe('PARSER_OUTPUT');
  }, 60_000);
});

describe('parseImage', () => {
  it('reads a bitmap', async () => {
    const { data, width, height } = dotsOf(['Visitors sign in at the desk.']);
    const head = Buffer.alloc(54);
    head.write('BM');
    head.writeUInt32LE(54 + width * height * 4, 2);
    head.writeUInt32LE(54, 10);
    head.writeUInt32LE(40, 14);
    head.writeInt32LE(width, 18);
    head.writeInt32LE(-height, 22);
    head.writeUInt16LE(1, 26);
    head.writeUInt16LE(32, 28);
    const document = await parseImage(Buffer.concat([head, Buffer.from(data)]), ocr);
    expect(document.text).toContain('Visitors sign in');
  }, 60_000);
});
