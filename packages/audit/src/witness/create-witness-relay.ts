import type { Clock, Logger, RecordStore, StoredCheckpoint } from '@carrel/core';
import { isCarrelError } from '@carrel/core';
import { isQuorum, type WitnessPolicy } from '@carrel/tlog';
import { requestCosignature, type PostToWitness } from './request-cosignature.ts';

export interface WitnessView {
  /** Its name in the policy. */
  readonly name: string;
  /** When it cosigned last, Unix milliseconds; null: never, as far as is on record. */
  readonly cosignedAtMs: number | null;
  readonly cosignedSize: number | null;
  /** Why it does not cosign; null when all is well. */
  readonly problem: 'unreachable' | 'refused' | 'diverged' | null;
}

export interface WitnessState {
  readonly witnesses: readonly WitnessView[];
  /** When a quorum of the policy had cosigned last; null: never. */
  readonly quorumAtMs: number | null;
  /** `warning` after 15 minutes without a quorum, `alarm` after a day or when a witness has seen another log. */
  readonly level: 'ok' | 'warning' | 'alarm';
}

export interface WitnessRelay {
  /** Asks each witness that has not cosigned the newest checkpoints. Never rejects. */
  ask(): Promise<void>;
  state(): Promise<WitnessState>;
}

export interface WitnessRelayDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sends to the address of a witness. */
  readonly postTo: (url: string) => PostToWitness;
  /** Called when an age begins that compliance must know of. */
  readonly onMissing?: () => Promise<void>;
}

const warnAfterMs = 15 * 60_000;
const alarmAfterMs = 24 * 3_600_000;

/**
 * Carries checkpoints to the witnesses of the policy and keeps their cosignatures. It runs where no signing key is: what it
 * could do wrong is to be silent, and that shows by the ages.
 */
export function createWitnessRelay(deps: WitnessRelayDeps, policy: WitnessPolicy): WitnessRelay {
  const { store, clock, logger } = deps;
  const problems = new Map<string, WitnessView['problem']>();
  const startedAtMs = clock.nowMs();
  let isReported = false;

  const askOne = async (name: string, checkpoint: StoredCheckpoint) => {
    const witness = policy.witnesses.get(name);
    if (witness === undefined || witness.url === null) return;
    const [last] = await store.read.auditTree.listCosignatures(checkpoint.shard, name, 1);
    if (last?.size === checkpoint.size) return;
    const post = deps.postTo(witness.url);
    const result = await requestCosignature({ tree: store.read.auditTree, post }, { checkpoint, key: witness.key, last: last?.size ?? 0 });
    if (result.type === 'cosigned') {
      const { shard, size } = checkpoint;
      const createdAt = new Date(clock.nowMs()).toISOString();
      await store.transaction(({ auditTree }) => auditTree.insertCosignature({ shard, size, witness: name, line: result.line, createdAt }));
    }
    note(name, result.type === 'cosigned' ? null : result.type);
  };

  /** A problem that lasts is logged once. */
  const note = (name: string, problem: WitnessView['problem'], error?: unknown) => {
    if (problem !== null && problems.get(name) !== problem)
      logger.error('audit.witness-failed', error ?? new Error(`witness ${name}: ${problem}`), { code: `WITNESS_${problem.toUpperCase()}` });
    problems.set(name, problem);
  };

  const state = async (): Promise<WitnessState> => {
    const views = await Promise.all([...policy.witnesses.keys()].map((name) => viewOf(name)));
    const quorumAtMs = quorumTime(policy, views);
    const ageMs = clock.nowMs() - (quorumAtMs ?? startedAtMs);
    const isDiverged = views.some(({ problem }) => problem === 'diverged');
    return { witnesses: views, quorumAtMs, level: isDiverged || ageMs > alarmAfterMs ? 'alarm' : ageMs > warnAfterMs ? 'warning' : 'ok' };
  };

  const viewOf = async (name: string): Promise<WitnessView> => {
    const newest = await newestOf(store, name);
    return {
      name,
      cosignedAtMs: newest === null ? null : Date.parse(newest.createdAt),
      cosignedSize: newest?.size ?? null,
      problem: problems.get(name) ?? null,
    };
  };

  return {
    async ask() {
      try {
        for (const { shard } of (await store.read.audit.listShards()).slice(-2)) {
          const checkpoint = await store.read.auditTree.findCheckpoint(shard);
          if (checkpoint === null) continue;
          const asked = [...policy.witnesses.keys()].map((name) =>
            askOne(name, checkpoint).catch((error: unknown) => note(name, 'unreachable', error)),
          );
          await Promise.all(asked);
        }
        const isMissing = (await state()).level !== 'ok';
        if (isMissing && !isReported) await deps.onMissing?.();
        isReported = isMissing;
      } catch (error) {
        if (!isCarrelError(error) || error.kind !== 'unavailable') logger.error('audit.witness-failed', error);
      }
    },
    state,
  };
}

async function newestOf(store: RecordStore, name: string) {
  for (const { shard } of (await store.read.audit.listShards()).toReversed()) {
    const [newest] = await store.read.auditTree.listCosignatures(shard, name, 1);
    if (newest !== undefined) return newest;
  }
  return null;
}

/** The latest moment at which those who had cosigned by then and since were a quorum. */
function quorumTime(policy: WitnessPolicy, views: readonly WitnessView[]): number | null {
  const times = views.flatMap(({ cosignedAtMs }) => (cosignedAtMs === null ? [] : [cosignedAtMs])).toSorted((left, right) => right - left);
  return (
    times.find((time) =>
      isQuorum(policy, new Set(views.filter(({ cosignedAtMs }) => (cosignedAtMs ?? 0) >= time).map(({ name }) => name))),
    ) ?? null
  );
}
