import { z } from 'zod';

/** Names within the archive. The manifest comes last, and after it only its digest. */
export const manifestPath = 'manifest.json';
export const digestPath = 'manifest.sha256';
export const tablePart = (table: string, part: number) => `sql/${table}/${String(part).padStart(6, '0')}.jsonl`;
export const blobPath = (sha256: string) => `blobs/${sha256.slice(0, 2)}/${sha256}`;
export const keyPath = (name: string) => `keys/${name}`;

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** The end of the log within the backup: what an older backup is told by. */
export const logTailSchema = z.object({
  shard: z.int(),
  /** Entries of the shard. */
  size: z.int(),
  lastLeafHash: digestSchema,
});
export type LogTail = z.infer<typeof logTailSchema>;

export const manifestSchema = z.object({
  format: z.literal('carrel-backup/1'),
  /** Of Carrel. */
  version: z.string(),
  schemaVersion: z.int().positive(),
  dialect: z.enum(['sqlite', 'postgres']),
  createdAt: z.string(),
  /** Of each shard, oldest first. */
  log: z.array(logTailSchema),
  rows: z.record(z.string(), z.int()),
  /** Blobs that documents refer to and that are missing or not what their name says: they were so before the backup. */
  damagedBlobs: z.array(digestSchema),
  keys: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.int(), sha256: digestSchema })),
});
export type Manifest = z.infer<typeof manifestSchema>;
