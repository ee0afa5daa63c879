import type { ParsedDocument } from '@carrel/core';
import type { Attachment } from 'postal-mime';
import { addDocument } from '../../document/add-document.ts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';

/** Reads an attachment by its bytes; null when its type is not supported or it lies too deep. */
export type ReadAttachment = (bytes: Uint8Array, fileName: string) => Promise<ParsedDocument | null>;

/** Mails with more are not written by people. */
const maxAttachments = 200;

/**
 * Adds the text of each attachment below a heading with its name. One that cannot be read is named and left out, with a
 * warning: it does not keep the mail from being read.
 */
export async function addAttachments(
  builder: DocumentBuilder,
  attachments: readonly Attachment[],
  readAttachment: ReadAttachment,
): Promise<ParsedDocument['warnings']> {
  if (attachments.length > maxAttachments)
    throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxAttachments} attachments, found ${attachments.length}.` });
  let unread = 0;
  for (const [index, attachment] of attachments.entries()) {
    const name = attachment.filename ?? nameByType(attachment, index);
    const document = await readOne(attachment, name, readAttachment);
    // Logos and signatures that the page shows are no attachments to a reader.
    if (document === null && attachment.related === true) continue;
    builder.closeHeadings();
    builder.add({ kind: 'heading', level: 1, text: `Attachment: ${name}` });
    if (document === null) unread += 1;
    else addDocument(builder, document, 1);
  }
  return unread === 0 ? [] : [{ code: 'ATTACHMENTS_NOT_READ' }];
}

function nameByType({ mimeType }: Attachment, index: number): string {
  return mimeType === 'message/rfc822' ? `message ${index + 1}.eml` : `attachment ${index + 1}`;
}

async function readOne({ content }: Attachment, name: string, readAttachment: ReadAttachment): Promise<ParsedDocument | null> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
  try {
    return await readAttachment(bytes, name);
  } catch (error) {
    if (error instanceof ReadFailure && error.code !== 'PARSER_OUTPUT') return null;
    throw error;
  }
}
