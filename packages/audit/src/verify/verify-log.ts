import type { RawLogItem } from '../export/raw-log.ts';
import type { RangedKey, WitnessPolicy } from '@carrel/tlog';
import type { Disclosure } from '../sealing/disclosure.ts';
import type { AuditReceipt } from '../trail/audit-receipt.ts';
import { checkClock } from './check-clock.ts';
import { checkColumns } from './check-columns.ts';
import { checkDiscontinuities } from './check-discontinuities.ts';
import { checkDisclosures } from './check-disclosures.ts';
import { checkErasures } from './check-erasures.ts';
import { checkHeartbeats } from './check-heartbeats.ts';
import { checkPairing } from './check-pairing.ts';
import { checkPending } from './check-pending.ts';
import { checkReceipts } from './check-receipts.ts';
import { checkSealed } from './check-sealed.ts';
import { checkSequence } from './check-sequence.ts';
import { checkShardLinks } from './check-shard-links.ts';
import { checkTable } from './check-table.ts';
import { checkTree } from './check-tree.ts';
import { checkWitnesses } from './check-witnesses.ts';
import { createEventMarks } from './event-marks.ts';
import type { LogCheck } from './log-check.ts';
import { createCheckpointReader } from './read-checkpoint.ts';
import { createSignedIntake } from './signed-intake.ts';
import { readLeaf } from './read-leaf.ts';
import { createFindingLog, verdictExitCodes, type VerificationReport } from './report.ts';

export interface VerifyOptions {
  /** Unix time at which the log was read: drafts are aged against it. */
  readonly nowMs: number;
  /** A question may be open for so long, in the log's own time. 30 minutes unless told. */
  readonly openIntentLimitMs?: number;
  /** A draft may wait for so long. 60 s unless told. */
  readonly pendingLimitMs?: number;
  /** The sequencer may be silent for so long. 150 s unless told: two heartbeats and a half. */
  readonly heartbeatLimitMs?: number;
  /** Receipts that were kept outside Carrel. */
  readonly receipts?: readonly AuditReceipt[];
  /** Keys that are trusted. Without them, each shard's own key is believed: the report says which one that was. */
  readonly keys?: readonly RangedKey[];
  /** Checkpoints that were kept outside Carrel: signed notes. The log must agree with them too. */
  readonly keptCheckpoints?: readonly string[];
  /** Which witnesses must have cosigned. Without one, cosignatures are not looked at. */
  readonly policy?: WitnessPolicy;
  /** Keys that were disclosed for sealed fields. */
  readonly disclosures?: readonly Disclosure[];
  /** A table of the log that was exported (CSV): the log must say the same. */
  readonly table?: string;
  /** Whether a shard without a checkpoint is incomplete. Only when its key is there, unless told. */
  readonly needsCheckpoints?: boolean;
  /** Findings of each kind that are listed; the rest is counted. 100 unless told. */
  readonly maxFindingsPerCode?: number;
  /** Called now and then, for a progress bar. */
  readonly onProgress?: (entryCount: number) => void;
}

const defaults = {
  openIntentLimitMs: 30 * 60_000,
  pendingLimitMs: 60_000,
  heartbeatLimitMs: 150_000,
  receipts: [],
  keptCheckpoints: [],
  disclosures: [],
  needsCheckpoints: false,
  policy: null,
  keys: null,
  table: null,
  maxFindingsPerCode: 100,
};
const progressEntries = 256;

/**
 * Verifies a log from its raw entries alone: recomputes every hash, the chain, the numbering and the links of shards, reads
 * every leaf by its schema, and checks columns, clocks, sealed fields, heartbeats and that every question has its end.
 *
 * Pure: needs no key, no database and no network. Streams: memory grows by 17 bytes an event, not with the log's size.
 */
export async function verifyLog(
  source: AsyncIterable<RawLogItem> | Iterable<RawLogItem>,
  options: VerifyOptions,
): Promise<VerificationReport> {
  const setting = { ...defaults, ...options };
  const log = createFindingLog(setting.maxFindingsPerCode);
  const marks = createEventMarks();
  const sequence = checkSequence(log, marks);
  const sealed = checkSealed(log);
  const { policy } = setting;
  const readCheckpoint = createCheckpointReader(log, setting);
  const tree = checkTree(log, setting);
  const all = combine([
    tree,
    sequence,
    checkShardLinks(log, sequence.shards),
    checkDiscontinuities(log),
    checkColumns(log),
    checkClock(log),
    checkPairing(log, marks, setting),
    sealed,
    checkHeartbeats(log, setting),
    checkPending(log, setting),
    checkReceipts(log, setting.receipts),
    checkErasures(log),
    checkWitnesses(log, policy),
    checkDisclosures(log, setting.disclosures),
    checkTable(log, setting.table),
  ]);
  let entryCount = 0;
  let firstTime: string | null = null;
  let lastTime: string | null = null;
  const signed = createSignedIntake(readCheckpoint, setting.keptCheckpoints, (checkpoint) => all.checkpoint(checkpoint));
  for await (const item of source) {
    await signed.take(item);
    if (item.kind === 'shard') all.shard(item);
    else if (item.kind === 'pending') all.pending(item);
    else if (item.kind === 'tile') all.tile(item);
    else if (item.kind === 'damage') log.add('bundle-changed', {}, item.message);
    else if (item.kind === 'entry') {
      all.entry(readLeaf(item, log));
      entryCount += 1;
      firstTime ??= item.time;
      lastTime = item.time;
      if (entryCount % progressEntries === 0) options.onProgress?.(entryCount);
    }
  }
  for (const shard of signed.missingShards())
    log.add('missing-shard', { shard }, `A checkpoint was kept of shard ${shard}, which is not here.`);
  all.end();
  const verdict = log.verdict();
  return {
    verdict,
    exitCode: verdictExitCodes[verdict],
    entryCount,
    shards: sequence.shards,
    checkpoints: tree.signed(),
    firstTime,
    lastTime,
    sealedCount: sealed.sealedCount(),
    counts: log.counts,
    findings: log.findings,
  };
}

/** One check that feeds all of them, in their order. */
function combine(checks: readonly LogCheck[]): Required<LogCheck> {
  return {
    shard: (shard) => checks.forEach((check) => check.shard?.(shard)),
    checkpoint: (checkpoint) => checks.forEach((check) => check.checkpoint?.(checkpoint)),
    tile: (tile) => checks.forEach((check) => check.tile?.(tile)),
    entry: (entry) => checks.forEach((check) => check.entry?.(entry)),
    pending: (pending) => checks.forEach((check) => check.pending?.(pending)),
    end: () => checks.forEach((check) => check.end?.()),
  };
}
