import type { ParsedDocument } from '@carrel/core';
import { hardBreak } from '../text/clean-text.ts';
import type { DocumentBuilder } from './document-builder.ts';

const deepestHeading = 6;

/** Adds the blocks of a document that lies within another, its headings below the given level. Pages and rows are not kept: they are not this document's. */
export function addDocument(builder: DocumentBuilder, { text, blocks, keptApart = [] }: ParsedDocument, headingLevel: number): void {
  let end = 0;
  for (const { kind, span, level } of blocks) {
    const own = text.slice(span.start, span.end);
    const shownLevel = kind === 'heading' ? Math.min(deepestHeading, headingLevel + (level ?? 1)) : level;
    builder.add({
      kind,
      text: kind === 'code' ? own : own.replaceAll('\n', hardBreak),
      isContinued: text.slice(end, span.start) === '\n',
      ...(shownLevel !== undefined && { level: shownLevel }),
    });
    end = span.end;
  }
  for (const { kind, text: hidden } of keptApart) builder.keepApart({ kind, text: hidden });
}
