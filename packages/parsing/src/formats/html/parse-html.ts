import type { ParsedDocument } from '@carrel/core';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { decodeText } from '../../text/decode-text.ts';
import { decodingWarnings } from '../../text/decoding-warnings.ts';
import { addHtml } from './add-html.ts';
import { isElement, isText, visitHtml } from './html-element.ts';

/** An HTML page as a reader sees it: without scripts, styles and hidden elements. Title: `<title>`, else the first heading. */
export function parseHtml(bytes: Uint8Array): ParsedDocument {
  const decoded = decodeText(bytes, declaredEncoding(bytes));
  const page = parse(decoded.text);
  const builder = createDocumentBuilder();
  const firstHeading = addHtml(builder, page);
  return builder.build({
    title: titleOf(page) ?? firstHeading,
    parser: { name: 'html', version: '1' },
    warnings: decodingWarnings(decoded),
  });
}

/** How far browsers look for a declaration, in bytes (HTML Living Standard, "prescan a byte stream"), with some more. */
const declarationBytes = 4096;

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, declarationBytes)).toString('latin1');
  return (
    /<meta\s[^>]*charset\s*=\s*["']?\s*([\w:.-]{2,40})/iu.exec(head)?.[1] ??
    /^\s*<\?xml\s[^>]*encoding\s*=\s*["']([\w.-]{2,40})/iu.exec(head)?.[1]
  );
}

function titleOf(page: DefaultTreeAdapterTypes.Document): string | null {
  let title: string | null = null;
  visitHtml(page, (node) => {
    if (!isElement(node)) return false;
    if (node.tagName === 'title')
      title ??= node.childNodes
        .filter(isText)
        .map((text) => text.value)
        .join('');
    return node.tagName === 'html' || node.tagName === 'head';
  });
  return title;
}
