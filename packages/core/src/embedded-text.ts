import type { Chunk } from './chunk.ts';

/** What is embedded and searched of a passage: its headings or table header, where it has any, and its text. Cached vectors are named by its SHA-256. */
export function embeddedText(chunk: Pick<Chunk, 'context' | 'text'>): string {
  return chunk.context === '' ? chunk.text : `${chunk.context}\n${chunk.text}`;
}
