import type { SequencerHealth, WitnessRelay } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { RecordStore } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';

/** How the log is doing: where it ends, what was signed, and who has cosigned. */
export function createLogHealthHandler(deps: {
  readonly store: Pick<RecordStore, 'read'>;
  readonly witnesses: WitnessRelay | null;
  readonly readSequencer: () => Promise<SequencerHealth | null>;
}): BoundRoute {
  const { audit, auditTree } = deps.store.read;
  return handle(routes.getLogHealth, async () => {
    const tail = await audit.findTail();
    const checkpoint = tail === null ? null : await auditTree.findCheckpoint(tail.shard);
    const sequencer = await deps.readSequencer();
    const state = deps.witnesses === null ? null : await deps.witnesses.state();
    return {
      shard: tail?.shard ?? null,
      size: tail === null ? 0 : tail.seq + 1,
      checkpoint: checkpoint === null ? null : { size: checkpoint.size, at: checkpoint.createdAt },
      sequencer: sequencer?.status ?? ('unreachable' as const),
      journal: journalView(sequencer),
      witnesses: state === null ? null : witnessesView(state),
    };
  });
}

function witnessesView({ level, quorumAtMs, witnesses }: Awaited<ReturnType<WitnessRelay['state']>>) {
  const items = witnesses.map(({ name, cosignedAtMs, cosignedSize, problem }) => ({
    name,
    cosignedAt: timeText(cosignedAtMs),
    cosignedSize,
    problem,
  }));
  return { level, quorumAt: timeText(quorumAtMs), items };
}

function journalView(sequencer: SequencerHealth | null) {
  if (sequencer === null || sequencer.journal === null) return null;
  const { mode, status, sinceMs, tail } = sequencer.journal;
  return { mode, status, since: timeText(sinceMs), shard: tail?.shard ?? null, size: tail === null ? 0 : tail.seq + 1 };
}

function timeText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
