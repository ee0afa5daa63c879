import { blockKinds, failureCodeSchema, keptApartKinds, locationSchema, type ParsedDocument, validitySchema } from '@carrel/core';
import { z } from 'zod';

const offset = z.int().nonnegative();
const pageNumber = z.int().positive();
const span = z.strictObject({ start: offset, end: offset });

/** The shape of a parsed document; `checkParsedDocument` looks at what the numbers mean. */
export const parsedDocumentSchema: z.ZodType<ParsedDocument> = z.strictObject({
  title: z.string().nullable(),
  text: z.string(),
  blocks: z.array(
    z.strictObject({
      kind: z.enum(blockKinds),
      span,
      headings: z.array(z.string()),
      level: z.int().min(1).max(100).exactOptional(),
      page: pageNumber.exactOptional(),
      location: locationSchema.exactOptional(),
    }),
  ),
  language: z.string().nullable(),
  pages: z.array(
    z.strictObject({ page: pageNumber, width: z.number(), height: z.number(), ocrConfidence: z.int().min(0).max(100).exactOptional() }),
  ),
  lines: z.array(z.strictObject({ page: pageNumber, x: z.number(), y: z.number(), width: z.number(), height: z.number(), span })),
  warnings: z.array(
    z.strictObject({ code: z.string().regex(/^[A-Z][A-Z0-9_]{1,60}$/u), page: pageNumber.exactOptional(), count: offset.exactOptional() }),
  ),
  keptApart: z
    .array(
      z.strictObject({
        kind: z.enum(keptApartKinds),
        text: z.string(),
        page: pageNumber.exactOptional(),
        location: locationSchema.exactOptional(),
      }),
    )
    .exactOptional(),
  validity: validitySchema.exactOptional(),
  parser: z.strictObject({ name: z.string(), version: z.string() }),
});

export const childAnswerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('parsed'), document: parsedDocumentSchema }),
  z.strictObject({ type: z.literal('failed'), code: failureCodeSchema, message: z.string().max(1000) }),
]);
