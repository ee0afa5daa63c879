/**
 * Named moments at which a test ends the process, to see that nothing is lost by it (`test/faults`). Nothing happens at them
 * otherwise. A new one: its name here and a call of `faultPoint` at its place; the suite runs over all of them.
 */
export const faultPoints = [
  'blob.mid-stream',
  'blob.before-sync',
  'blob.after-sync',
  'blob.after-rename',
  'blob.after-folder-sync',
  'upload.before-transaction',
  'upload.in-transaction',
  'upload.after-commit',
  'upload.after-announce',
  'replace.in-transaction',
  'delete.in-transaction',
  'delete.after-commit',
  'claim.in-transaction',
  'claim.after-commit',
  'parse.before-read',
  'parse.after-read',
  'parse.after',
  'chunk.after-count',
  'chunk.after-blob',
  'chunk.in-transaction',
  'chunk.before-commit',
  'chunk.after-commit',
  'embed.before-model',
  'embed.after-model',
  'embed.in-transaction',
  'embed.after-cache',
  'append.before-lance',
  'append.after-lance',
  'append.after-sync',
  'append.after-durable',
  'index-file.before-rename',
  'index-file.after-rename',
  'handover.after-request',
  'handover.before-answer',
  'handover.after-answer',
  'publish.before-transaction',
  'publish.after-receipt',
  'publish.after-states',
  'publish.after-activation',
  'publish.before-commit',
  'publish.after-commit',
  'fail.in-transaction',
  'fail.after-commit',
  'retry-later.after-commit',
  'index.writer-became',
  'index.after-table',
  'index.before-old-tables',
  'index.after-old-tables',
  'index.before-complete',
  'index.after-complete',
  'reconcile.before-rows',
  'reconcile.after-rows',
  'reconcile.before-strays',
  'reconcile.after-strays',
  'optimize.before',
  'optimize.after-child',
  'optimize.after',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

/** The one thing that a module here remembers: it has to be reached from every stage, and only tests set it. */
let onFaultPoint: ((name: FaultPoint) => void) | null = null;

export function faultPoint(name: FaultPoint): void {
  onFaultPoint?.(name);
}

/** @param listener null: as in every installation. */
export function listenToFaultPoints(listener: ((name: FaultPoint) => void) | null): void {
  onFaultPoint = listener;
}
