import {
  type Actor,
  CarrelError,
  type Clock,
  type DocumentId,
  type DocumentWithVersion,
  isoTime,
  type Passage,
  readersOf,
  type Repositories,
  type VisiblePolicies,
} from '@carrel/core';
import { type Authorized, markAuthorized } from './authorized.ts';

export interface AccessDeps {
  /** The read side of the record store: each call sees the newest committed state. */
  readonly repositories: Pick<Repositories, 'access' | 'documents'>;
  readonly clock: Clock;
}

/** The gate: who may read what, decided in SQL at the moment of the call. Nothing is cached, so a change holds at once. */
export interface Access {
  /** What every reader of the actor's output may read. An empty audience, or somebody in it who is no user: nothing. */
  visiblePolicies(actor: Actor): Promise<VisiblePolicies>;
  /** Of these passages, in their order, those whose document every reader may read now. What is left out leaves no trace. */
  gatePassages(actor: Actor, passages: readonly Passage[]): Promise<readonly Authorized<Passage>[]>;
  /** @throws NOT_FOUND when there is no such document or a reader may not read it: the two cannot be told apart. */
  readableDocument(actor: Actor, documentId: DocumentId): Promise<Authorized<DocumentWithVersion>>;
  /** Whether every reader may read all of these documents now: the rule for showing a stored answer. True for no documents. */
  mayReadAll(actor: Actor, documentIds: readonly DocumentId[]): Promise<boolean>;
}

export function createAccess({ repositories, clock }: AccessDeps): Access {
  async function readable(actor: Actor, documentIds: readonly DocumentId[]): Promise<ReadonlySet<DocumentId>> {
    const readers = readersOf(actor);
    if (readers.length === 0 || documentIds.length === 0) return new Set();
    return repositories.access.readableDocuments([...new Set(documentIds)], readers, isoTime(clock));
  }

  return {
    async visiblePolicies(actor) {
      // The repository answers an empty audience with no policies, and with the epoch, which the record needs either way.
      return repositories.access.visiblePolicies(readersOf(actor), isoTime(clock));
    },
    async gatePassages(actor, passages) {
      const allowed = await readable(
        actor,
        passages.map((passage) => passage.documentId),
      );
      return passages.filter((passage) => allowed.has(passage.documentId)).map(markAuthorized);
    },
    async readableDocument(actor, documentId) {
      const readers = readersOf(actor);
      const found = readers.length === 0 ? null : await repositories.documents.findReadable(documentId, readers, isoTime(clock));
      if (found === null) throw new CarrelError('NOT_FOUND');
      return markAuthorized(found);
    },
    async mayReadAll(actor, documentIds) {
      if (readersOf(actor).length === 0) return false;
      const allowed = await readable(actor, documentIds);
      return documentIds.every((id) => allowed.has(id));
    },
  };
}
