import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parsePlainText } from './parse-plain-text.ts';

function parse(source: string) {
  const document = parsePlainText(Buffer.from(source));
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

describe('parsePlainText', () => {
  it('puts wrapped lines together, with the words divided at their ends', () => {
    const source =
      'This paragraph was wrapped by a program at a width of sixty let-\r\nters, which is usual, and it is well known for the fine in-\r\nformation that follows in the line after that one.\r\n\r\nNext.';
    expect(outlineOf(parse(source))).toEqual([
      'paragraph: This paragraph was wrapped by a program at a width of sixty letters, which is usual, and it is well known for the fine information that follows in the line after that one.',
      'paragraph: Next.',
    ]);
  });

  it('keeps lines that stand for themselves', () => {
    expect(outlineOf(parse('Northlight Instruments\nHarbour Road 1\nMünster'))).toEqual([
      'paragraph: Northlight Instruments\nHarbour Road 1\nMünster',
    ]);
  });

  it('knows underlined headings and lists', () => {
    const document = parse('Backups\n=======\n\nWhat is kept:\n- mails\n- files on\n  shares\n1) first\n\nMore\n----\nText');
    expect(document.title).toBe('Backups');
    expect(outlineOf(document)).toEqual([
      'heading 1: Backups',
      'paragraph: What is kept:   < Backups',
      'list-item 1: mails   < Backups',
      'list-item 1: files on\nshares   < Backups',
      'list-item 1: 1) first   < Backups',
      'heading 2: More   < Backups',
      'paragraph: Text   < Backups > More',
    ]);
  });

  it('drops NUL and replaces lone surrogates', () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFFa\0b 🙂 ', 'utf16le'), Buffer.from([0x3d, 0xd8]), Buffer.from(' end', 'utf16le')]);
    expect(parsePlainText(bytes).text).toBe('ab 🙂 \uFFFD end');
  });

  it('reads a million characters without a line break', () => {
    expect(parse('x'.repeat(1_000_000)).text).toHaveLength(1_000_000);
  });
});
