import { z } from 'zod';
import { contextItemSchema, draftLeafSchema } from '../leaf/leaf-schema.ts';

/** What waits in `audit_pending`: the leaf without its place, and the context items that do not fit into it. */
export const draftSchema = z.strictObject({ leaf: draftLeafSchema, more: z.array(contextItemSchema) });
export type Draft = z.infer<typeof draftSchema>;
