import { resolve } from 'node:path';
import type { CliContext } from '../cli-context.ts';
import { exitStatus } from '../exit-status.ts';
import { memoryText } from '../models/memory-text.ts';
import { UsageError } from '../usage-error.ts';
import type { BackupManifest, RestoredJournal } from './run-backup-process.ts';
import { backupResultSchema, restoreResultSchema, runBackupProcess } from './run-backup-process.ts';

export interface BackupInput {
  readonly context: CliContext;
  readonly file: string;
  readonly signal: AbortSignal;
}

/** `carrel backup FILE`. @returns 1 when a stored file was damaged already and is not in the backup. */
export async function backupCommand({ context, file, signal }: BackupInput, options: { readonly keys: boolean }): Promise<number> {
  const path = localFile(context, file);
  const args = ['backup', path, ...(options.keys ? [] : ['--without-keys'])];
  const { manifest, manifestSha256, sizeBytes } = await runBackupProcess(context, args, { schema: backupResultSchema, signal });
  const summary = summaryOf(manifest);
  if (context.terminal.isJson) context.terminal.json({ file: path, sizeBytes, manifestSha256, ...summary });
  else {
    context.terminal.text(
      `${path}: ${memoryText(sizeBytes)}, ${summary.documents} documents, ${summary.blobs} files, ${summary.logEntries} entries of the log.\n`,
    );
    if (manifest.keys.length === 0)
      context.terminal.text(
        'The keys are not in it. Keep the folder keys elsewhere: without it nothing that is sealed can be read, and the log cannot go on.\n',
      );
    else context.terminal.text('The keys are in it: whoever has the file can read everything. Encrypt it where you keep it.\n');
    for (const sha256 of manifest.damagedBlobs) context.terminal.note(`Damaged or missing before the backup, and not in it: ${sha256}\n`);
  }
  return manifest.damagedBlobs.length === 0 ? exitStatus.done : exitStatus.failed;
}

/** `carrel restore FILE`. @returns 1 when Carrel does not start on what was restored. */
export async function restoreCommand(
  { context, file, signal }: BackupInput,
  options: { readonly replace: boolean; readonly checkpoints: readonly string[] },
): Promise<number> {
  const path = localFile(context, file);
  const checkpoints = options.checkpoints.flatMap((one) => ['--checkpoint', resolve(one)]);
  const args = ['restore', path, ...(options.replace ? ['--replace'] : []), ...checkpoints];
  const { manifest, manifestSha256, replacedTo, journal, journalMovedTo, block } = await runBackupProcess(context, args, {
    schema: restoreResultSchema,
    signal,
  });
  const summary = summaryOf(manifest);
  if (context.terminal.isJson)
    context.terminal.json({ file: path, manifestSha256, ...summary, replacedTo, journal, journalMovedTo, block });
  else {
    context.terminal.text(
      `Restored from ${manifest.createdAt}: ${summary.documents} documents, ${summary.blobs} files, ${summary.logEntries} entries of the log. The index is built anew at the next start.\n`,
    );
    if (replacedTo !== null) context.terminal.text(`What was there lies in ${replacedTo}.\n`);
    if (journal !== null) context.terminal.text(`${journalText(journal)}\n`);
    if (journalMovedTo !== null)
      context.terminal.text(`Its files lie in ${journalMovedTo}; a whole journal begins in their place at the next start.\n`);
    if (manifest.keys.length === 0)
      context.terminal.text('The backup has no keys: put them into the folder keys before you start Carrel.\n');
    if (block !== null) context.terminal.note(`Carrel will not start on it: ${block.message}\n`);
  }
  return block === null ? exitStatus.done : exitStatus.failed;
}

function journalText({ state, entryCount }: RestoredJournal): string {
  const lost = 'What came after the backup may be lost; the log says so (log.discontinuity).';
  switch (state) {
    case 'same':
      return 'The journal ends where the backup does: nothing of the log is missing.';
    case 'replayed':
      return `${entryCount} entries of the log that came after the backup were put back from the journal.`;
    case 'missing':
      return `There is no journal in the folder that CARREL_AUDIT_JOURNAL names. ${lost}`;
    case 'behind':
      return `The journal ends before the backup does. ${lost}`;
    case 'gap':
      return `The journal has a gap or is damaged: ${entryCount} entries before it were put back. ${lost}`;
  }
}

/** `carrel restore FILE --verify`: reads it whole and changes nothing. */
export async function verifyBackupCommand({ context, file, signal }: BackupInput): Promise<number> {
  const path = localFile(context, file);
  const { manifest, manifestSha256, sizeBytes } = await runBackupProcess(context, ['verify', path], { schema: backupResultSchema, signal });
  const summary = summaryOf(manifest);
  if (context.terminal.isJson) context.terminal.json({ file: path, sizeBytes, manifestSha256, ...summary });
  else
    context.terminal.text(
      `${path} is whole: of ${manifest.createdAt}, ${summary.documents} documents, ${summary.blobs} files, ${summary.logEntries} entries of the log.\n`,
    );
  return exitStatus.done;
}

function summaryOf({ version, createdAt, rows, files, keys, log, damagedBlobs }: BackupManifest) {
  return {
    version,
    createdAt,
    documents: rows['document'] ?? 0,
    blobs: files.filter((one) => one.path.startsWith('blobs/')).length,
    rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    logEntries: log.reduce((sum, { size }) => sum + size, 0),
    log,
    keys,
    damagedBlobs,
  };
}

/** @throws UsageError where another server is named: these work on the data folder of this machine. */
function localFile({ config }: CliContext, file: string): string {
  if (config.client.serverUrl !== null)
    throw new UsageError('Backups are made and restored on the machine with the data folder: leave --server out.');
  return resolve(file);
}
