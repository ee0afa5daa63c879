import type { PdfDocument, PdfOutlineItem } from './pdfjs.ts';

const maxItems = 5000;
const maxLevel = 6;

/** Levels of the headings that the file's outline (bookmarks) names, by their text as `outlineKey` makes it. */
export async function outlineLevels(pdf: PdfDocument): Promise<ReadonlyMap<string, number>> {
  const levels = new Map<string, number>();
  const open = [{ items: await outlineOf(pdf), level: 1 }];
  for (let next = open.pop(); next !== undefined && levels.size < maxItems; next = open.pop()) {
    const { items, level } = next;
    for (const item of items) {
      const key = outlineKey(item.title);
      if (key !== '' && !levels.has(key)) levels.set(key, level);
      if (level < maxLevel && item.items.length > 0) open.push({ items: item.items, level: level + 1 });
    }
  }
  return levels;
}

async function outlineOf(pdf: PdfDocument): Promise<readonly PdfOutlineItem[]> {
  try {
    return (await pdf.getOutline()) ?? [];
  } catch {
    // A damaged outline: headings are told by their size alone.
    return [];
  }
}

/** Outlines leave out numbers, or have them where the page does not. */
export function outlineKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(?:\d+(?:\.\d+)*\.?|[ivx]+\.)\s+/u, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
