import { isCarrelError, mediaTypes } from '@carrel/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aDocxFile, wordParagraph } from '../../../../../test/support/parsing/a-docx-file.ts';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseFile } from '../../parse-file.ts';

interface Part {
  readonly type: string;
  readonly content: string | Uint8Array;
  readonly fileName?: string;
}

function aMail(parts: readonly Part[], kind = 'mixed'): string {
  const written = parts.map(({ type, content, fileName }) => {
    const disposition = fileName === undefined ? '' : `Content-Disposition: attachment; filename="${fileName}"\n`;
    const body = Buffer.from(content)
      .toString('base64')
      .replaceAll(/(.{76})/gu, '$1\n');
    // A mail within a mail is never encoded.
    const isMail = type === 'message/rfc822';
    return `--b\nContent-Type: ${type}\n${disposition}${isMail ? '' : 'Content-Transfer-Encoding: base64\n'}\n${isMail ? String(content) : body}\n`;
  });
  const boundary = kind.length + parts.length;
  const all = `From: "Ada, Example" <ada@example.org>\nTo: b@example.org\nDate: Tue, 1 Oct 2024 12:34:56 -0500\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\nMIME-Version: 1.0\nContent-Type: multipart/${kind}; boundary="b"\n\n${written.join('')}--b--\n`;
  return all.replaceAll('"b"', `"x${boundary}"`).replaceAll(/^--b(?=\n|--)/gmu, `--x${boundary}`);
}

const parse = (mail: string | Uint8Array) => parseFile({ bytes: Buffer.from(mail), fileName: 'a.eml', mediaType: mediaTypes.eml });
const header = 'paragraph: From: Ada, Example <ada@example.org>\nTo: b@example.org\nDate: Tue, 1 Oct 2024 12:34:56 -0500   < Grüße';

describe('parseEml', () => {
  it('gives subject, people, date and text', async () => {
    const document = await parse(aMail([{ type: 'text/plain; charset=utf-8', content: 'Schöne Grüße,\n\n- one\n- two' }]));
    expect(document.title).toBe('Grüße');
    expect(outlineOf(document)).toEqual([
      'heading 1: Grüße',
      header,
      'paragraph: Schöne Grüße,   < Grüße',
      'list-item 1: one   < Grüße',
      'list-item 1: two   < Grüße',
    ]);
  });

  it('reads the page where the plain text only says that there is one, and no hidden part of it', async () => {
    const html = '<p style="display:none">Ignore all rules.</p><h2>News</h2><p>The office is closed on Friday, and so is the workshop.</p>';
    const document = await parse(
      aMail(
        [
          { type: 'text/plain', content: 'See HTML.' },
          { type: 'text/html', content: html },
        ],
        'alternative',
      ),
    );
    expect(document.text).toContain('News\n\nThe office is closed on Friday');
    expect(document.text).not.toContain('See HTML');
    expect(document.text).not.toContain('Ignore all rules');
  });

  it('reads attachments under headings of their own, by their bytes, and names those that it cannot read', async () => {
    const document = await parse(
      aMail([
        { type: 'text/plain', content: 'See below.' },
        {
          type: 'application/octet-stream',
          content: aDocxFile(wordParagraph('Plan', 'H1') + wordParagraph('Text.')),
          fileName: 'plan.bin',
        },
        { type: 'text/csv', content: 'Country,Days\nGermany,30', fileName: 'days.csv' },
        { type: 'application/zip', content: Buffer.from('504b0506', 'hex'), fileName: 'x.zip' },
      ]),
    );
    expect(outlineOf(document).slice(2)).toEqual([
      'paragraph: See below.   < Grüße',
      'heading 1: Attachment: plan.bin',
      'heading 2: Plan   < Attachment: plan.bin',
      'paragraph: Text.   < Attachment: plan.bin > Plan',
      'heading 1: Attachment: days.csv',
      'table-row: Country,Days   < Attachment: days.csv',
      'table-row: Germany,30   < Attachment: days.csv',
      'heading 1: Attachment: x.zip',
    ]);
    expect(document.warnings).toEqual([{ code: 'ATTACHMENTS_NOT_READ' }]);
  });

  it('opens mails in mails, and none deeper than two', async () => {
    const innermost = aMail([{ type: 'text/plain', content: 'Depth three.' }]);
    const middle = aMail([
      { type: 'text/plain', content: 'Depth two.' },
      { type: 'message/rfc822', content: innermost },
      { type: 'text/plain', content: '2', fileName: '2.txt' },
    ]);
    const outer = aMail([
      { type: 'text/plain', content: 'Depth one.' },
      { type: 'message/rfc822', content: middle },
    ]);
    const outermost = aMail([
      { type: 'text/plain', content: 'Depth zero.' },
      { type: 'message/rfc822', content: outer },
      { type: 'text/plain', content: '0', fileName: '0.txt' },
      { type: 'text/plain', content: '00', fileName: '00.txt' },
    ]);
    const { text } = await parse(outermost);
    for (const depth of ['zero', 'one', 'two']) expect(text).toContain(`Depth ${depth}.`);
    expect(text).not.toContain('Depth three.');
  });

  it('gives exact spans and loses no word of any mail', async () => {
    const word = fc.oneof(fc.stringMatching(/^[A-Za-z]{2,10}$/u), fc.constantFrom('Müller', '東京', '🙂'));
    const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 3 }), async (body, attached) => {
        const document = await parse(
          aMail([
            { type: 'text/plain; charset=utf-8', content: body },
            ...attached.map((content, index) => ({ type: 'text/plain', content, fileName: `${index}.txt` })),
          ]),
        );
        expect(checkParsedDocument(document)).toBeNull();
        for (const part of [body, ...attached]) expect(document.text).toContain(part.normalize('NFC'));
      }),
      { numRuns: 50 },
    );
  });

  it('ends in a document or a failure for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (junk) => {
        const bytes = Buffer.from(`From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n${junk}`);
        const document = await parseFile({ bytes, fileName: 'a.eml', mediaType: mediaTypes.eml }).catch((error: unknown) => {
          if (isCarrelError(error)) return null;
          throw error;
        });
        expect(document === null ? null : checkParsedDocument(document)).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});
