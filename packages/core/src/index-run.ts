import { z } from 'zod';

/** What is done to keep an index well. */
export const indexRunKinds = ['compact', 'prune', 'reconcile', 'remove', 'fill'] as const;
export type IndexRunKind = (typeof indexRunKinds)[number];

/** `interrupted`: the process ended in the middle of it. `skipped`: there was no room on the disk for it. */
export const indexRunStates = ['requested', 'running', 'succeeded', 'failed', 'skipped', 'interrupted'] as const;
export type IndexRunState = (typeof indexRunStates)[number];

const rowCount = z.int().min(0);

/** Rows by which an index differs from what SQL says. */
export const indexDifferencesSchema = z.object({
  /** Of passages that are not in the index. */
  missingRows: rowCount,
  /** Of documents or versions that are not served, of no document at all, or in the table of another zone. */
  surplusRows: rowCount,
  /** Of versions that are there with another number of rows, or with a row twice. */
  unequalRows: rowCount,
  /** Under a policy or collection that the document does not have and never had. */
  misplacedRows: rowCount,
  /** Without a vector, in an index that has vectors. */
  withoutVectorRows: rowCount,
  /** Versions of documents whose rows have to be written again. */
  differingVersions: rowCount,
});
export type IndexDifferences = z.infer<typeof indexDifferencesSchema>;

const sizeSchema = z.object({ versionCount: z.int(), sizeBytes: z.int() });

/** What a run found and did. */
export const indexRunDetailSchema = z.object({
  before: sizeSchema.optional(),
  after: sizeSchema.optional(),
  differences: indexDifferencesSchema.optional(),
  /** Versions written again, and generations removed. */
  rebuilt: rowCount.optional(),
  removed: rowCount.optional(),
});
export type IndexRunDetail = z.infer<typeof indexRunDetailSchema>;

export function driftRows(differences: IndexDifferences): number {
  const { missingRows, surplusRows, unequalRows, misplacedRows, withoutVectorRows } = differences;
  return missingRows + surplusRows + unequalRows + misplacedRows + withoutVectorRows;
}

/** After so many failures in a row of one kind, people are told. */
export const indexAlarmFailures = 3;
