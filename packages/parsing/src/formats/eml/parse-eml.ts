import type { ParsedDocument } from '@carrel/core';
import { parse as parsePage } from 'parse5';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { hardBreak } from '../../text/clean-text.ts';
import { decodeText } from '../../text/decode-text.ts';
import { addHtml } from '../html/add-html.ts';
import { addPlainText } from '../plain-text/add-plain-text.ts';
import { addAttachments, type ReadAttachment } from './add-attachments.ts';

/**
 * A stored mail: its subject as the heading, who wrote it to whom and when, the text, and below a heading of its own the
 * text of each attachment that can be read. Of two forms of the text the plain one is read, unless it is only a remark that
 * there is another. Title: the subject.
 * @throws CORRUPT_FILE, PARSER_OUTPUT.
 */
export async function parseEml(bytes: Uint8Array, readAttachment: ReadAttachment): Promise<ParsedDocument> {
  const email = await readEmail(bytes);
  const builder = createDocumentBuilder();
  const subject = email.subject ?? '';
  builder.add({ kind: 'heading', level: 1, text: subject });
  builder.add({ kind: 'paragraph', text: headerLines(email).join(hardBreak) });
  const plain = email.text ?? '';
  const html = email.html ?? '';
  if (html === '' || isWholeText(plain, html)) addPlainText(builder, plain);
  else addHtml(builder, parsePage(html));
  const warnings = await addAttachments(builder, email.attachments, readAttachment);
  return builder.build({ title: subject, parser: { name: 'eml', version: '1' }, warnings });
}

async function readEmail(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(mailBytes(bytes), {
      forceRfc822Attachments: true,
      attachmentEncoding: 'arraybuffer',
      maxNestingDepth: 50,
    });
  } catch (error) {
    throw new ReadFailure('CORRUPT_FILE', { message: 'The mail cannot be read.', cause: error });
  }
}

/** Mail is bytes in which each part names its encoding; a file that an editor saved as UTF-16 is text all the same. */
function mailBytes(bytes: Uint8Array): Uint8Array {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.subarray(0, 64).includes(0);
  return isUtf16 ? Buffer.from(decodeText(bytes).text) : bytes;
}

/** Plain text of less than this share of the page's text says that there is a page. */
const minPlainShare = 0.3;

function isWholeText(plain: string, html: string): boolean {
  const builder = createDocumentBuilder();
  addHtml(builder, parsePage(html));
  const shown = builder.build({ title: null, parser: { name: 'eml', version: '1' } }).text;
  return plain.trim().length >= shown.length * minPlainShare;
}

/** "From: Ada Example <ada@example.org>"; the date as the mail has it, with the sender's hour. */
function headerLines(email: Email): string[] {
  const date = email.headers.find((header) => header.key === 'date')?.value ?? '';
  const fields: readonly (readonly [name: string, value: string])[] = [
    ['From', addressText(email.from === undefined ? [] : [email.from])],
    ['To', addressText(email.to)],
    ['Cc', addressText(email.cc)],
    ['Date', date],
  ];
  return fields.filter(([, value]) => value.trim() !== '').map(([name, value]) => `${name}: ${value}`);
}

function addressText(addresses: readonly Address[] = []): string {
  return addresses
    .map(({ name, address, group }) => {
      if (group !== undefined) return `${name}: ${addressText(group)}`;
      return name === '' ? (address ?? '') : `${name} <${address ?? ''}>`;
    })
    .join(', ');
}
