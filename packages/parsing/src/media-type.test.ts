import { mediaTypes } from '@carrel/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDocxFile, wordParagraph } from '../../../test/support/parsing/a-docx-file.ts';
import { aPdfFile } from '../../../test/support/parsing/a-pdf-file.ts';
import { aZipFile } from '../../../test/support/parsing/a-zip-file.ts';
import { detectMediaType } from './media-type.ts';

const pdf = aPdfFile([{ lines: [{ text: 'Hello', x: 10, y: 10 }] }]);
const docx = aDocxFile(wordParagraph('Hello'));
const xlsx = aZipFile([{ name: 'xl/workbook.xml', content: '<workbook/>' }]);
const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const openDocument = (type: string, entries: Parameters<typeof aZipFile>[0] = []) =>
  aZipFile([{ name: 'mimetype', content: type, isStored: true }, { name: 'content.xml', content: '<x/>' }, ...entries]);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

const supported = (mediaType: string) => ({ outcome: 'supported', mediaType });
const refused = (code: string) => ({ outcome: 'refused', code });

describe('detectMediaType', () => {
  it.each([
    ['a PDF file under any name', pdf, 'notes.txt', supported(mediaTypes.pdf)],
    ['a PDF file after a byte order mark', Buffer.concat([Buffer.from('efbbbf', 'hex'), pdf]), 'a.pdf', supported(mediaTypes.pdf)],
    ['a PDF file after binary junk', Buffer.concat([Buffer.alloc(64, 1), pdf]), 'a.pdf', supported(mediaTypes.pdf)],
    ['a Word document under any name', docx, 'a.zip', supported(mediaTypes.docx)],
    ['Markdown by its name', Buffer.from('# Title'), 'a.md', supported(mediaTypes.markdown)],
    ['Markdown that begins with a tag', Buffer.from('<h1 align="center">Title</h1>\n\nText'), 'README.md', supported(mediaTypes.markdown)],
    ['plain text by its name', Buffer.from('# Title'), 'a.txt', supported(mediaTypes.text)],
    ['plain text without a name for it', Buffer.from('Hello'), 'LICENSE', supported(mediaTypes.text)],
    ['HTML by its first tag', Buffer.from('<!-- x -->\n<!DOCTYPE html><p>Hi'), 'a.txt', supported(mediaTypes.html)],
    ['HTML in UTF-16', utf16('\uFEFF<html><body>Hi'), 'a', supported(mediaTypes.html)],
    ['a fragment of HTML by its name', Buffer.from('<p>Hi</p>'), 'a.htm', supported(mediaTypes.html)],
    ['text that speaks of PDF', Buffer.from('A file begins with %PDF-1.7, says the standard.'), 'a.md', supported(mediaTypes.markdown)],
    ['UTF-16 text without a mark', utf16('Hello, this is text.'), 'a.txt', supported(mediaTypes.text)],
    ['text with a stray NUL', Buffer.from('Hello\0 world, this is text.'), 'a.txt', supported(mediaTypes.text)],
    ['a spreadsheet under the name of a document', xlsx, 'a.docx', supported(mediaTypes.xlsx)],
    ['a mail', Buffer.from('From: a@example.org\nMIME-Version: 1.0\n\nHello'), 'a', supported(mediaTypes.eml)],
    [
      'a mail without what only mail has, by its name',
      Buffer.from('From: a@example.org\r\nTo: b@example.org\r\n\r\nHello'),
      'a.eml',
      supported(mediaTypes.eml),
    ],
    [
      'a mail of which only a part of the header is seen',
      Buffer.from(`Received: x\n${'X-Long: y\n'.repeat(4000)}`),
      'a.eml',
      supported(mediaTypes.eml),
    ],
    ['text under the name of a mail', Buffer.from('Dear all,\nhello.'), 'a.eml', supported(mediaTypes.text)],
    ['text that begins like a header', Buffer.from('Subject: leave\nTo: all\n\nText'), 'a', supported(mediaTypes.text)],
    ['a picture, whatever its name', png, 'a.md', supported(mediaTypes.png)],
    ['a photograph', Buffer.from('ffd8ffe000104a464946', 'hex'), 'a.png', supported(mediaTypes.jpeg)],
    ['a WebP picture', Buffer.from('RIFF0000WEBPVP8 '), 'a', supported(mediaTypes.webp)],
    ['a fax', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'a.png', supported(mediaTypes.tiff)],
    [
      'a bitmap',
      Buffer.concat([Buffer.from('BM'), Buffer.alloc(12), Buffer.from([40, 0, 0, 0]), Buffer.alloc(40)]),
      'a',
      supported(mediaTypes.bmp),
    ],
    ['rich text under the name of a document', Buffer.from('{\\rtf1 Hello}'), 'a.doc', supported(mediaTypes.rtf)],
    ['an OpenDocument text', openDocument('application/vnd.oasis.opendocument.text'), 'a.zip', supported(mediaTypes.odt)],
    ['the first bytes of an e-book', openDocument('application/epub+zip').subarray(0, 100), 'a', supported(mediaTypes.epub)],
    ['a table by its name', Buffer.from('a;b\n1;2'), 'a.CSV', supported(mediaTypes.csv)],
    ['a page under the name of a table', Buffer.from('<!doctype html><p>Sign in'), 'a.csv', supported(mediaTypes.html)],
    ['text that begins like a bitmap', Buffer.from('BMW is a company.'), 'a.txt', supported(mediaTypes.text)],
  ])('takes %s', (_rule, bytes, name, expected) => {
    expect(detectMediaType(bytes, name)).toEqual(expected);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'a.txt', 'EMPTY_TEXT'],
    ['a picture of another kind', Buffer.from('GIF89a'), 'a.md', 'UNSUPPORTED_TYPE'],
    ['a binary workbook', aZipFile([{ name: 'xl/workbook.bin', content: 'x' }]), 'a.xlsb', 'UNSUPPORTED_TYPE'],
    ['binary bytes', Buffer.from(Array.from({ length: 300 }, (_byte, index) => (index * 7) % 256)), 'a.txt', 'UNSUPPORTED_TYPE'],
    ['a spreadsheet of OpenDocument', openDocument('application/vnd.oasis.opendocument.spreadsheet'), 'a.odt', 'UNSUPPORTED_TYPE'],
    [
      'an OpenDocument text that is a Word document too',
      openDocument('application/vnd.oasis.opendocument.text', [{ name: 'word/document.xml', content: 'x' }]),
      'a.odt',
      'AMBIGUOUS_TYPE',
    ],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>'), 'a.xml', 'UNSUPPORTED_TYPE'],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>'), 'a.svg', 'UNSUPPORTED_TYPE'],
    ['a file that is PDF and zip', Buffer.concat([pdf, xlsx]), 'a.pdf', 'AMBIGUOUS_TYPE'],
    ['a picture with a PDF header in it', Buffer.concat([png, pdf]), 'a.pdf', 'AMBIGUOUS_TYPE'],
    [
      'a zip with a PDF header in it',
      aZipFile([{ name: 'word/document.xml', content: '%PDF-1.4', isStored: true }]),
      'a.docx',
      'AMBIGUOUS_TYPE',
    ],
    ['a document that is a spreadsheet too', aDocxFile('', [{ name: 'xl/workbook.xml', content: '' }]), 'a.docx', 'AMBIGUOUS_TYPE'],
    ['text under the name of a PDF file', Buffer.from('Not found'), 'a.pdf', 'AMBIGUOUS_TYPE'],
    ['an encrypted document', Buffer.concat([ole, Buffer.alloc(500), utf16('EncryptedPackage')]), 'a.bin', 'ENCRYPTED'],
    ['the first bytes of an encrypted document', Buffer.concat([ole, Buffer.alloc(500)]), 'a.docx', 'ENCRYPTED'],
    ['an old document', Buffer.concat([ole, Buffer.alloc(500), utf16('WordDocument')]), 'a.docx', 'UNSUPPORTED_TYPE'],
    ['a zip with an encrypted entry', aZipFile([{ name: 'word/document.xml', content: 'x', isEncrypted: true }]), 'a.docx', 'ENCRYPTED'],
  ])('refuses %s', (_rule, bytes, name, code) => {
    expect(detectMediaType(bytes, name)).toEqual(refused(code));
  });

  it('tells a document by its first bytes, also when it holds a spreadsheet', () => {
    const withSpreadsheet = aDocxFile('', [{ name: 'word/embeddings/a.xlsx', content: xlsx, isStored: true }]);
    expect(detectMediaType(withSpreadsheet.subarray(0, withSpreadsheet.length - 30), 'a.docx')).toEqual(supported(mediaTypes.docx));
    expect(detectMediaType(xlsx.subarray(0, xlsx.length - 30), 'a.xlsx')).toEqual(supported(mediaTypes.xlsx));
    expect(detectMediaType(withSpreadsheet.subarray(0, withSpreadsheet.length - 30), 'a.zip')).toEqual(supported(mediaTypes.docx));
  });

  it('has an answer for any bytes', () => {
    const start = fc.constantFrom(
      '',
      '%PDF-1.4',
      'PK\u0003\u0004',
      '\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1',
      '<html>',
      'PK\u0005\u0006',
    );
    const name = fc.constantFrom('a.pdf', 'a.docx', 'a.md', 'a.html', 'a.txt', 'a', '', '.', 'a.\uD800');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), start, name, (before, bytes, after, fileName) => {
        const file = Buffer.concat([Buffer.from(before, 'latin1'), bytes, Buffer.from(after, 'latin1')]);
        expect(['supported', 'refused']).toContain(detectMediaType(file, fileName).outcome);
      }),
    );
  });
});
