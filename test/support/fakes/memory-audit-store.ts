import type {
  AnswerId,
  AuditEventId,
  AuditRepository,
  AuditTreeRepository,
  LeaseRepository,
  LogEntry,
  PendingEvent,
  Policy,
  RecordStore,
  Repositories,
  SealedField,
  StoredCheckpoint,
  StoredCosignature,
  StoredTile,
  UserId,
  WrappedKey,
} from '../../../packages/core/src/index.ts';
import { CarrelError } from '../../../packages/core/src/index.ts';
import { createRecordingPort } from './recording-port.ts';

export interface OpenAnswer {
  readonly id: AnswerId;
  readonly ownerId: UserId;
  readonly intentEventId: AuditEventId;
  readonly leaseUntilMs: number;
  readonly terminalEventId: AuditEventId | null;
}

interface State {
  pending: PendingEvent[];
  entries: LogEntry[];
  sealed: SealedField[];
  keys: WrappedKey[];
  subjects: Map<UserId, string>;
  leases: Map<string, { owner: string; epoch: number; untilMs: number }>;
  answers: OpenAnswer[];
  policies: Policy[];
  tiles: (StoredTile & { readonly shard: number })[];
  checkpoints: StoredCheckpoint[];
  verifierKeys: Map<number, string>;
  cosignatures: StoredCosignature[];
}

export interface MemoryAuditStore extends RecordStore {
  /** What is committed. Tests change it to play somebody with write access to the database. */
  readonly state: State;
}

/** Called before each call of a repository, and around each commit (`commit`, `committed`). It throws to play a failure. */
export type FaultPoint = (point: string) => void;

/**
 * The part of the record that the audit log needs, in memory: what a transaction does is there as a whole or not at all.
 * Transactions run one after the other, as in SQLite.
 */
export function createMemoryAuditStore(
  options: { readonly fault?: FaultPoint; readonly orderPending?: (pending: readonly PendingEvent[]) => readonly PendingEvent[] } = {},
): MemoryAuditStore {
  const { fault = () => {}, orderPending = (pending) => pending } = options;
  const state: State = {
    pending: [],
    entries: [],
    sealed: [],
    keys: [],
    subjects: new Map(),
    leases: new Map(),
    answers: [],
    policies: [],
    tiles: [],
    checkpoints: [],
    verifierKeys: new Map(),
    cosignatures: [],
  };
  let queue: Promise<unknown> = Promise.resolve();

  const unused = <Name extends keyof Repositories>(name: Name) => createRecordingPort<Repositories[Name]>(name, {}).port;
  const repositoriesOf = (of: () => State): Repositories => ({
    chunks: unused('chunks'),
    collections: unused('collections'),
    documents: unused('documents'),
    embeddingCache: unused('embeddingCache'),
    idempotency: unused('idempotency'),
    embeddingIndexes: unused('embeddingIndexes'),
    identity: unused('identity'),
    indexCare: unused('indexCare'),
    indexRequests: unused('indexRequests'),
    load: unused('load'),
    mail: unused('mail'),
    passkeys: unused('passkeys'),
    retention: unused('retention'),
    scim: unused('scim'),
    rights: unused('rights'),
    sessions: unused('sessions'),
    settings: unused('settings'),
    signOn: unused('signOn'),
    sources: unused('sources'),
    usage: unused('usage'),
    versions: unused('versions'),
    audit: auditRepository(of, fault, orderPending),
    auditTree: auditTreeRepository(of, fault),
    leases: leaseRepository(of, fault),
    access: createRecordingPort<Repositories['access']>('access', {
      findPolicy: async (id) => of().policies.find((policy) => policy.id === id) ?? null,
    }).port,
    answers: createRecordingPort<Repositories['answers']>('answers', {
      listAbandoned: async (nowMs, limit) =>
        of()
          .answers.filter((answer) => answer.terminalEventId === null && answer.leaseUntilMs < nowMs)
          .slice(0, limit),
      closeAnswer: async (id, { terminalEventId }) => {
        fault('closeAnswer');
        const open = of().answers.find((answer) => answer.id === id && answer.terminalEventId === null);
        if (open === undefined) return false;
        of().answers = of().answers.map((answer) => (answer === open ? { ...open, terminalEventId } : answer));
        return true;
      },
    }).port,
  });

  return {
    state,
    read: repositoriesOf(() => state),
    transaction(work) {
      const result = queue.then(async () => {
        const draft = copyOf(state);
        const value = await work(repositoriesOf(() => draft));
        fault('commit');
        Object.assign(state, draft);
        fault('committed');
        return value;
      });
      queue = result.catch(() => undefined);
      return result;
    },
    forgetDeleted: async () => {},
    close: async () => {},
  };
}

function copyOf(state: State): State {
  return {
    pending: [...state.pending],
    entries: [...state.entries],
    sealed: [...state.sealed],
    keys: [...state.keys],
    subjects: new Map(state.subjects),
    leases: new Map(state.leases),
    answers: [...state.answers],
    policies: [...state.policies],
    tiles: [...state.tiles],
    checkpoints: [...state.checkpoints],
    verifierKeys: new Map(state.verifierKeys),
    cosignatures: [...state.cosignatures],
  };
}

function auditRepository(
  of: () => State,
  fault: FaultPoint,
  orderPending: (pending: readonly PendingEvent[]) => readonly PendingEvent[],
): AuditRepository {
  return createRecordingPort<AuditRepository>('audit', {
    async insertPending(event) {
      fault('insertPending');
      of().pending.push(event);
    },
    async insertSealed(fields) {
      fault('insertSealed');
      of().sealed.push(...fields);
    },
    async listPending(limit) {
      fault('listPending');
      return orderPending(of().pending).slice(0, limit);
    },
    async appendEntries(entries) {
      fault('appendEntries');
      for (const entry of entries) {
        const isTaken = of().entries.some((other) => other.id === entry.id || (other.shard === entry.shard && other.seq === entry.seq));
        if (isTaken) throw new CarrelError('CONFLICT', { message: `Entry ${entry.shard}/${entry.seq} (${entry.id}) is there already.` });
        of().entries.push(entry);
      }
      const ids = new Set(entries.map((entry) => entry.id));
      of().pending = of().pending.filter((event) => !ids.has(event.id));
    },
    async findTail() {
      fault('findTail');
      const last = ordered(of().entries).at(-1);
      return last === undefined ? null : { shard: last.shard, seq: last.seq, leafHash: last.leafHash, time: last.time };
    },
    findEntry: async (id) => of().entries.find((entry) => entry.id === id) ?? null,
    async findSequence(id) {
      fault('findSequence');
      const entry = of().entries.find((other) => other.id === id);
      return entry === undefined ? null : { shard: entry.shard, seq: entry.seq, leafHash: entry.leafHash };
    },
    async listEntries(shard, fromSeq, limit) {
      fault('listEntries');
      return ordered(of().entries.filter((entry) => entry.shard === shard && entry.seq >= fromSeq)).slice(0, limit);
    },
    async listShards() {
      const sizes = new Map<number, number>();
      for (const entry of of().entries) sizes.set(entry.shard, (sizes.get(entry.shard) ?? 0) + 1);
      return [...sizes].map(([shard, size]) => ({ shard, size }));
    },
    listSealed: async (ids) => of().sealed.filter((field) => ids.includes(field.eventId)),
    findKeys: async (kind, ownerRefs) => of().keys.filter((key) => key.kind === kind && ownerRefs.includes(key.ownerRef)),
    findKey: async (kind, ownerRef) => of().keys.find((key) => key.kind === kind && key.ownerRef === ownerRef) ?? null,
    findKeyById: async (dekId) => of().keys.find((key) => key.dekId === dekId) ?? null,
    async insertKey(key) {
      const known = of().keys.find((other) => other.kind === key.kind && other.ownerRef === key.ownerRef);
      if (known === undefined) of().keys.push(key);
      return known ?? key;
    },
    async subjectRef(userId, candidate) {
      const ref = of().subjects.get(userId) ?? candidate;
      of().subjects.set(userId, ref);
      return ref;
    },
    findSubjectRef: async (userId) => of().subjects.get(userId) ?? null,
    async deleteKey(dekId) {
      fault('deleteKey');
      of().keys = of().keys.filter((key) => key.dekId !== dekId);
      of().sealed = of().sealed.filter((field) => field.dekId !== dekId);
    },
    async forgetSubject(userId) {
      of().subjects.delete(userId);
    },
    findUserBySubject: async (ref) => [...of().subjects].find(([, other]) => other === ref)?.[0] ?? null,
  }).port;
}

function auditTreeRepository(of: () => State, fault: FaultPoint): AuditTreeRepository {
  const checkpointsOf = (shard: number) =>
    of()
      .checkpoints.filter((one) => one.shard === shard)
      .toSorted((left, right) => left.size - right.size);
  return {
    async listLeaves(shard, fromSeq, limit) {
      fault('listLeaves');
      return ordered(of().entries.filter((entry) => entry.shard === shard && entry.seq >= fromSeq)).slice(0, limit);
    },
    async findTile(shard, level, index) {
      fault('findTile');
      return of().tiles.find((tile) => tile.shard === shard && tile.level === level && tile.index === index) ?? null;
    },
    listTiles: async (shard, after, limit) =>
      of()
        .tiles.filter((tile) => tile.shard === shard)
        .toSorted((left, right) => left.level - right.level || left.index - right.index)
        .filter((tile) => after === null || tile.level > after.level || (tile.level === after.level && tile.index > after.index))
        .slice(0, limit),
    async saveTiles(shard, tiles) {
      fault('saveTiles');
      const isReplaced = (old: StoredTile & { readonly shard: number }) =>
        old.shard === shard && tiles.some((tile) => tile.level === old.level && tile.index === old.index);
      of().tiles = [...of().tiles.filter((old) => !isReplaced(old)), ...tiles.map((tile) => ({ ...tile, shard }))];
    },
    async findCheckpoint(shard) {
      fault('findCheckpoint');
      return checkpointsOf(shard).at(-1) ?? null;
    },
    findCheckpointFrom: async (shard, size) => checkpointsOf(shard).find((one) => one.size >= size) ?? null,
    listCheckpoints: async (shard, fromSize, limit) =>
      checkpointsOf(shard)
        .filter((one) => one.size >= fromSize)
        .slice(0, limit),
    async insertCheckpoint(checkpoint) {
      fault('insertCheckpoint');
      if (checkpointsOf(checkpoint.shard).some((one) => one.size === checkpoint.size))
        throw new CarrelError('CONFLICT', { message: `The size ${checkpoint.size} was signed already.` });
      of().checkpoints.push(checkpoint);
    },
    async insertCosignature(one) {
      const isKnown = of().cosignatures.some(
        (other) => other.shard === one.shard && other.size === one.size && other.witness === one.witness,
      );
      if (!isKnown) of().cosignatures.push(one);
    },
    listCosignatures: async (shard, witness, limit) =>
      of()
        .cosignatures.filter((one) => one.shard === shard && one.witness === witness)
        .toSorted((left, right) => right.size - left.size)
        .slice(0, limit),
    listCosignaturesBetween: async (shard, fromSize, toSize) =>
      of().cosignatures.filter((one) => one.shard === shard && one.size >= fromSize && one.size <= toSize),
    findVerifierKey: async (shard) => of().verifierKeys.get(shard) ?? null,
    async insertVerifierKey(shard, verifierKey) {
      fault('insertVerifierKey');
      if (of().verifierKeys.has(shard)) throw new CarrelError('CONFLICT', { message: `The shard ${shard} has a key.` });
      of().verifierKeys.set(shard, verifierKey);
    },
  };
}

function ordered(entries: readonly LogEntry[]): readonly LogEntry[] {
  return entries.toSorted((left, right) => left.shard - right.shard || left.seq - right.seq);
}

function leaseRepository(of: () => State, fault: FaultPoint): LeaseRepository {
  return {
    async acquire(name, owner, nowMs, leaseMs) {
      fault('acquire');
      const held = of().leases.get(name);
      if (held !== undefined && held.owner !== owner && held.untilMs > nowMs) return null;
      const epoch = held === undefined ? 1 : held.owner === owner ? held.epoch : held.epoch + 1;
      of().leases.set(name, { owner, epoch, untilMs: nowMs + leaseMs });
      return { name, owner, epoch };
    },
    async isHeld(lease, nowMs) {
      fault('isHeld');
      const held = of().leases.get(lease.name);
      return held !== undefined && held.owner === lease.owner && held.epoch === lease.epoch && held.untilMs > nowMs;
    },
    async release(lease) {
      const held = of().leases.get(lease.name);
      if (held?.owner === lease.owner && held.epoch === lease.epoch)
        of().leases.set(lease.name, { owner: '', epoch: held.epoch, untilMs: 0 });
    },
  };
}
