import { z } from 'zod';
import { blockKinds, failureCodeSchema, mediaTypes } from '@carrel/core';

const span = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });

/** Parent to child: read this file. */
export const parseOrderSchema = z.object({
  filePath: z.string(),
  fileName: z.string(),
  mediaType: z.enum(mediaTypes),
  maxTextChars: z.int().positive(),
});
export type ParseOrder = z.infer<typeof parseOrderSchema>;

/** What a parser's child may say. It has read a hostile file: whatever it sends is checked against this. */
export const parseReplySchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('parsed'),
    document: z.object({
      title: z.string().max(10_000).nullable(),
      text: z.string(),
      blocks: z.array(
        z.object({
          kind: z.enum(blockKinds),
          span,
          headings: z.array(z.string()),
          level: z.int().exactOptional(),
          page: z.int().positive().exactOptional(),
        }),
      ),
      language: z.string().max(35).nullable(),
      pages: z.array(z.object({ page: z.int().positive(), width: z.number(), height: z.number() })),
      lines: z.array(z.object({ page: z.int().positive(), x: z.number(), y: z.number(), width: z.number(), height: z.number(), span })),
      warnings: z.array(z.object({ code: z.string().max(100), page: z.int().exactOptional() })),
      parser: z.object({ name: z.string().max(100), version: z.string().max(100) }),
    }),
  }),
  z.object({ outcome: z.literal('failed'), code: failureCodeSchema, message: z.string().max(2_000) }),
]);
export type ParseReply = z.infer<typeof parseReplySchema>;
