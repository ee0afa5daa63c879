import { z } from 'zod';
import { timeSchema } from './common.ts';

export const collectionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    defaultPolicyId: z.string(),
    /** Documents in it that the caller may read. */
    documentCount: z.int(),
    /** Whether the caller may upload here with the default policy, and change the collection. */
    canCurate: z.boolean(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Collection' });
export type CollectionView = z.infer<typeof collectionSchema>;

const nameSchema = z.string().trim().min(1).max(200);
export const createCollectionBodySchema = z.object({
  name: nameSchema,
  description: z.string().max(2000).default(''),
  /** Undefined: the policy "Everyone", by which each signed-in person may read. */
  defaultPolicyId: z.string().optional(),
});
export const updateCollectionBodySchema = z.object({
  name: nameSchema.optional(),
  description: z.string().max(2000).optional(),
  defaultPolicyId: z.string().optional(),
  /** With a new default policy: documents of the collection that have the old one get the new one too. */
  appliesToDocuments: z.boolean().default(false),
});
