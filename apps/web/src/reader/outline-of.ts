import type { DocumentText } from '@carrel/contract';

export interface OutlineHeading {
  readonly start: number;
  readonly end: number;
  /** 0: as high as the highest heading of the document. */
  readonly depth: number;
  readonly text: string;
}

/** The headings of a document, in order; empty ones are left out. */
export function outlineOf({ text, blocks }: Pick<DocumentText, 'text' | 'blocks'>): readonly OutlineHeading[] {
  const headings = blocks.filter(({ kind, start, end }) => kind === 'heading' && text.slice(start, end).trim() !== '');
  const highest = Math.min(...headings.map(({ level }) => level ?? 1));
  return headings.map(({ start, end, level }) => ({
    start,
    end,
    depth: (level ?? 1) - highest,
    text: text.slice(start, end).replaceAll(/\s+/g, ' ').trim(),
  }));
}
