import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissingFile, sha256Schema } from '@carrel/core';
import { z } from 'zod';

/** Where an installed model came from, and who answers for it: one JSON file beside it. */
export const provenanceSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  /** What gave the file: an address without what could be secret in it, or a path. */
  source: z.string(),
  repository: z.string().nullable(),
  file: z.string(),
  /** Revision of the repository; null: its newest when it was got, or not known. */
  revision: z.string().nullable(),
  sha256: sha256Schema,
  /** `catalogue`: the digest was known before; `importer`: it was stated twice by whoever imported the file. */
  sha256From: z.enum(['catalogue', 'importer']),
  sizeBytes: z.int(),
  licence: z.object({ name: z.string(), url: z.string().nullable() }),
  /** Id of the person who accepted the licence by its name. */
  acceptedBy: z.string(),
  acceptedAt: z.string(),
  architecture: z.string(),
  quantisation: z.string().nullable(),
  adapters: z.array(z.string()),
  chatTemplateSha256: sha256Schema.nullable(),
  /** Engine of the trial, with its version. */
  engine: z.string(),
  installedAt: z.string(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

export const provenanceFileName = 'provenance.json';

/** The record of the model that this file belongs to; null when it was put there by hand. */
export async function readProvenance(modelPath: string): Promise<Provenance | null> {
  let text: string;
  try {
    text = await readFile(join(dirname(modelPath), provenanceFileName), 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
  const record = provenanceSchema.parse(JSON.parse(text));
  return modelPath.endsWith(`/${record.file}`) ? record : null;
}

export async function writeProvenance(folder: string, record: Provenance): Promise<void> {
  const path = join(folder, provenanceFileName);
  const file = await open(`${path}.tmp`, 'w', 0o644);
  try {
    await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}
