import type { InstalledModelFacts, OperationEvents, ShardEnd } from '../events/operation-events.ts';
import { asToken } from '../leaf/leaf-values.ts';
import { eventBody, type EventDescribers, type LeafParts } from './event-body.ts';

export const operationDescribers: EventDescribers<keyof OperationEvents> = {
  'audit.searched': (event) =>
    eventBody({
      parts: { target: logTarget, filter: { s: 'filter' }, detail: { rows: event.rowCount } },
      sealed: [{ field: 'filter', value: event.filter, owner: { kind: 'actor' } }],
    }),
  'audit.exported': (event) => eventBody({ parts: { target: logTarget, detail: { format: event.format, rows: event.rowCount } } }),
  'audit.verified': (event) =>
    eventBody({
      ...verdicts[event.verdict],
      parts: { target: logTarget, detail: { verdict: event.verdict, rows: event.entryCount, findings: event.findingCount } },
    }),
  'config.changed': (event) =>
    eventBody({
      parts: {
        target: { kind: 'setting', ref: asToken(event.setting), ver: null },
        detail: { version: event.version, value_sha256: event.valueSha256 },
      },
    }),
  'model.licence_accepted': (event) =>
    eventBody({
      parts: {
        target: { kind: 'model', ref: asToken(event.model), ver: null },
        detail: { licence: asToken(event.licence), value_sha256: event.fileSha256 },
      },
    }),
  'model.installed': (event) => eventBody({ parts: modelParts(event.model) }),
  'model.removed': (event) => eventBody({ parts: modelParts(event.model) }),
  'model.activated': (event) => eventBody({ parts: { ...modelParts(event.model), detail: { purpose: event.purpose } } }),
  'index.rebuilt': (event) =>
    eventBody({
      parts: { target: { kind: 'index', ref: asToken(event.index), ver: null }, detail: { chunks: event.chunkCount, cause: event.cause } },
    }),
  'index.build_started': (event) => eventBody({ parts: { target: indexTarget(event.index), detail: { setting: asToken(event.setting) } } }),
  'index.switched': (event) =>
    eventBody({ parts: { target: indexTarget(event.index), detail: { prev_index: asToken(event.previous), cause: event.cause } } }),
  'index.ended': (event) => eventBody({ parts: { target: indexTarget(event.index), detail: { cause: event.reason } } }),
  'checkpoint.witness_missing': () => eventBody({ outcome: 'failure', reason: 'TIMEOUT', parts: { target: logTarget } }),
  'sink.gap': (event) => eventBody({ ...(event.isOver ? {} : { outcome: 'failure', reason: 'INTERNAL' }), parts: { target: logTarget } }),
  'node.started': (event) => eventBody({ parts: { detail: { version: asToken(event.version) } } }),
  'node.stopped': (event) => eventBody({ parts: { detail: { version: asToken(event.version) } } }),
  heartbeat: () => eventBody(),
  'backup.completed': (event) =>
    eventBody({ parts: { detail: { value_sha256: event.manifestSha256, rows: event.fileCount, size_bytes: event.sizeBytes } } }),
  'restore.performed': (event) =>
    eventBody({
      parts: {
        target: logTarget,
        detail: { value_sha256: event.manifestSha256, prev_shard: shardEnd(event.end), rows: event.replayedCount },
      },
    }),
  'log.discontinuity': (event) =>
    eventBody({
      outcome: 'failure',
      reason: 'INCOMPLETE',
      parts: { target: logTarget, detail: { prev_shard: shardEnd(event.end), cause: event.cause } },
    }),
  'log.opened': (event) => eventBody({ parts: { target: logTarget, detail: { prev_shard: shardEnd(event.previous) } } }),
  'log.closed': (event) => eventBody({ parts: { target: logTarget, detail: { next_shard: event.nextShard } } }),
};

const logTarget: NonNullable<LeafParts['target']> = { kind: 'log', ref: 'audit', ver: null };

const indexTarget = (index: string): NonNullable<LeafParts['target']> => ({ kind: 'index', ref: asToken(index), ver: null });

const verdicts = {
  ok: { outcome: 'success', reason: 'OK' },
  tampered: { outcome: 'failure', reason: 'TAMPERED' },
  incomplete: { outcome: 'failure', reason: 'INCOMPLETE' },
  erased: { outcome: 'success', reason: 'ERASED' },
} as const;

function shardEnd(end: ShardEnd | null) {
  return end === null ? null : { shard: end.shard, size: end.sizeEntries, hash: end.lastLeafHash };
}

function modelParts(facts: InstalledModelFacts): LeafParts {
  return {
    target: { kind: 'model', ref: asToken(facts.name), ver: null },
    model: {
      name: asToken(facts.name),
      file_sha256: facts.fileSha256,
      engine: asToken(facts.engine),
      host: facts.remoteHost === null ? null : asToken(facts.remoteHost),
    },
  };
}
