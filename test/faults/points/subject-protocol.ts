import { z } from 'zod';

export const subjectSettingsSchema = z.object({
  dataDir: z.string(),
  /** Ahead of the machine's clock, in milliseconds: a later start finds the leases of an earlier one over. */
  clockOffsetMs: z.int(),
  workers: z.int(),
  /** A point, and which time it is reached: `publish.before-commit@2`. Null: none yet. */
  fault: z.string().nullable(),
  environment: z.record(z.string(), z.string()),
});
export type SubjectSettings = z.infer<typeof subjectSettingsSchema>;

export const subjectOrderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('arm'), fault: z.string() }),
  z.object({ type: z.literal('set-clock'), offsetMs: z.int() }),
  /** Makes an empty file of that name in the folder `marks` beside the data folder: a moment to be found again in a trace. */
  z.object({ type: z.literal('mark'), name: z.string().regex(/^[\w-]+$/) }),
  /** The n-th file operation from now on fails; 0: none. */
  z.object({ type: z.literal('fail-file'), number: z.int(), code: z.enum(['EIO', 'ENOSPC', 'EMFILE']) }),
]);
export type SubjectOrder = z.infer<typeof subjectOrderSchema>;
export type FileFailure = Omit<Extract<SubjectOrder, { type: 'fail-file' }>, 'type'>;

export const subjectReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('obeyed') }),
  z.object({ type: z.literal('file-failed'), name: z.string(), path: z.string() }),
]);
