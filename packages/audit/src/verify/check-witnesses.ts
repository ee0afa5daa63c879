import type { WitnessPolicy } from '@carrel/tlog';
import type { CheckedCheckpoint, LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** Of each shard, a checkpoint must have the cosignatures that the policy wants. A stranger's do not count, and do not go unsaid. */
export function checkWitnesses(log: FindingLog, policy: WitnessPolicy | null): LogCheck {
  let current: { readonly shard: number; readonly seen: CheckedCheckpoint[] } | null = null;
  const close = () => {
    if (policy === null || current === null || current.seen.length === 0) return;
    const { shard, seen } = current;
    if (seen.some(({ cosigning }) => cosigning === 'quorum')) return;
    const strange = seen.find(({ cosigning }) => cosigning === 'strange');
    if (strange !== undefined)
      log.add(
        'unknown-witness',
        { shard },
        `The checkpoint of ${strange.size} entries is cosigned by witnesses that the policy does not know, and by no quorum of those that it does.`,
      );
    else log.add('witness-missing', { shard }, 'No checkpoint of the shard has the cosignatures that the policy wants.');
  };
  return {
    shard(item) {
      close();
      current = { shard: item.shard, seen: [] };
    },
    checkpoint: (checkpoint) => void current?.seen.push(checkpoint),
    end: close,
  };
}
