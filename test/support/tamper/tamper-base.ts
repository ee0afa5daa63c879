import { aVariedLog, type LogLife } from '../../../packages/audit/src/fixtures/a-varied-log.ts';
import type { AuditHarness } from '../../../packages/audit/src/fixtures/audit-harness.ts';
import { csvHeader, csvLine, type RawLogItem } from '../../../packages/audit/src/index.ts';
import { formatVerifierKey, parseSignedCheckpoint } from '../../../packages/tlog/src/index.ts';
import { signerOf, publishLogInMemory } from '../evidence.ts';
import { seededRandom } from '../seeded-random.ts';
import { filesOf, keyLine, remake, signersOf, witnessKeyOf, type Files, type Signers } from './signed-log.ts';

/** What whoever verifies has from elsewhere, as the texts of the files that are given to a verifier. */
export interface TrustTexts {
  readonly keys?: string;
  readonly policy?: string;
  readonly receipts?: string;
  readonly disclosures?: string;
  readonly csv?: string;
  readonly kept?: readonly string[];
}

/** A log that is in order, published and cosigned, with all that was given out about it. */
export interface TamperBase {
  readonly name: string;
  readonly harness: AuditHarness;
  readonly signers: Signers;
  readonly items: readonly RawLogItem[];
  readonly files: Files;
  readonly trust: Required<Omit<TrustTexts, 'disclosures'>>;
  readonly nowMs: number;
}

/** Lives by turns: every combination of crash, erasure and a new year comes up. */
export function lifeOf(seed: number): LogLife {
  const random = seededRandom(seed * 7_919 + 1);
  return {
    rounds: seed % 16 === 15 ? 90 : 14 + random.below(12),
    hasNewYear: seed % 2 === 0,
    hasCrash: seed % 4 < 2,
    hasErasure: seed % 8 < 4,
  };
}

export async function createTamperBase(seed: number): Promise<TamperBase> {
  const harness = await aVariedLog(seed, lifeOf(seed));
  const signers = await signersOf(7, 9);
  await publishLogInMemory(harness, await signerOf(7), 12 + (seed % 30));
  // The publisher signs; the witness cosigns what was published.
  const items = await remake(await harness.raw(), { signers, isCosigned: true });
  const entries = items.flatMap((item) => (item.kind === 'entry' ? [item] : []));
  const notes = items.flatMap((item) => (item.kind === 'checkpoint' ? [item.note] : []));
  const origins = [...new Set(notes.map((note) => parseSignedCheckpoint(note)?.origin ?? ''))];
  return {
    name: `log-${seed}`,
    harness,
    signers,
    items,
    files: await filesOf(items),
    nowMs: harness.clock.nowMs(),
    trust: {
      keys: origins.map((origin) => `${keyLine(signers, origin)}\n`).join(''),
      policy: `witness w1 ${formatVerifierKey(witnessKeyOf(signers))}\nquorum w1\n`,
      receipts: entries.map(({ id, shard, seq, leafHash }) => `${JSON.stringify({ eventId: id, shard, seq, leafHash })}\n`).join(''),
      csv: csvHeader() + entries.map(csvLine).join(''),
      kept: notes,
    },
  };
}
