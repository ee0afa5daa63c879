import { z } from 'zod';
import type { DocumentText } from '@carrel/contract';
import type { ParsedDocument } from '@carrel/core';
import { blockKinds, keptApartKinds, locationSchema } from '@carrel/core';
import { locationView } from '../search/location-view.ts';

const spanSchema = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });

/** The parsed document as the ingest worker stored it. */
const parsedDocumentSchema: z.ZodType<Pick<ParsedDocument, 'text' | 'blocks' | 'pages' | 'lines' | 'warnings' | 'keptApart'>> = z.object({
  text: z.string(),
  blocks: z.array(
    z.object({
      kind: z.enum(blockKinds),
      span: spanSchema,
      headings: z.array(z.string()),
      level: z.int().exactOptional(),
      page: z.int().exactOptional(),
      location: locationSchema.exactOptional(),
    }),
  ),
  pages: z.array(z.object({ page: z.int(), width: z.number(), height: z.number(), ocrConfidence: z.int().exactOptional() })),
  lines: z.array(z.object({ page: z.int(), x: z.number(), y: z.number(), width: z.number(), height: z.number(), span: spanSchema })),
  warnings: z.array(z.object({ code: z.string(), page: z.int().exactOptional(), count: z.int().exactOptional() })),
  keptApart: z
    .array(
      z.object({
        kind: z.enum(keptApartKinds),
        text: z.string(),
        page: z.int().exactOptional(),
        location: locationSchema.exactOptional(),
      }),
    )
    .exactOptional(),
});

/** What the text's view says beside the parsed document. Plain data, so that it can go to another thread. */
export interface TextFacts extends Pick<DocumentText, 'documentId' | 'versionId' | 'title' | 'mediaType' | 'chunks'> {
  /** Whether the view holds what is kept apart from the text. */
  readonly mayCurate: boolean;
}

/**
 * The view of a version's text, as the bytes of its JSON.
 *
 * @param parsed the blob with the parsed document (UTF-8 JSON).
 * @throws Error when the blob holds something else.
 */
export function renderDocumentText(parsed: Uint8Array, { mayCurate, ...facts }: TextFacts): Uint8Array<ArrayBuffer> {
  const document = parsedDocumentSchema.parse(
    JSON.parse(Buffer.from(parsed.buffer, parsed.byteOffset, parsed.byteLength).toString('utf8')),
  );
  const view: DocumentText = {
    ...facts,
    text: document.text,
    blocks: document.blocks.map(({ kind, span, level, page, location }) => ({
      kind,
      start: span.start,
      end: span.end,
      level,
      page,
      ...(location !== undefined && { location: locationView(location) }),
    })),
    pages: [...document.pages],
    lines: document.lines.map(({ page, x, y, width, height, span }) => ({ page, x, y, width, height, start: span.start, end: span.end })),
    warnings: [...document.warnings],
    keptApart: (mayCurate ? (document.keptApart ?? []) : []).map(({ kind, text, page, location }) => ({
      kind,
      text,
      page,
      ...(location !== undefined && { location: locationView(location) }),
    })),
  };
  return new TextEncoder().encode(JSON.stringify(view));
}
