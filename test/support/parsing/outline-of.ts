import type { ParsedDocument } from '../../../packages/core/src/index.ts';

/** A parsed document as lines that a test can compare: kind (with its level), text, and the heading path above. */
export function outlineOf({ text, blocks }: ParsedDocument): string[] {
  return blocks.map(({ kind, level, span, headings }) => {
    const path = headings.length === 0 ? '' : `   < ${headings.join(' > ')}`;
    return `${kind}${level === undefined ? '' : ` ${level}`}: ${text.slice(span.start, span.end)}${path}`;
  });
}
