import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, IdSource, RecordStore, Source, SourceState } from '@carrel/core';
import { CarrelError, collectionIdSchema, isoTime, sourceIdSchema } from '@carrel/core';
import { findVisibleCollection } from '../collections/find-visible-collection.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { findVisiblePolicy } from '../rights/find-visible-policy.ts';
import { checkFolder } from './check-folder.ts';
import { removeSource } from './remove-source.ts';
import { failureViews, sourceView } from './source-view.ts';

export interface SourceDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const maxFailures = 100;

/** Watched folders. The API only writes down what is wanted; the ingest worker looks at the folders. */
export function createSourceHandlers(deps: SourceDeps, options: { readonly ownFolders: readonly string[] }): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  const findSource = async (id: string): Promise<SourceState> => {
    const state = await store.read.sources.find(idOrNotFound(sourceIdSchema, id));
    if (state === null) throw new CarrelError('NOT_FOUND');
    return state;
  };
  const viewOf = async (id: string) => sourceView(store, await findSource(id));

  return [
    handle(routes.listSources, async () => {
      const states = await store.read.sources.list();
      return { items: await Promise.all(states.map((state) => sourceView(store, state))) };
    }),
    createAddHandler(deps, options),
    handle(routes.getSource, async ({ params }) => {
      const state = await findSource(params.id);
      const failures = await store.read.sources.listFailures(state.source.id, maxFailures);
      return { ...(await sourceView(store, state)), failures: failureViews(failures) };
    }),
    handle(routes.updateSource, async ({ caller, params, body }) => {
      const { source } = await findSource(params.id);
      const isPaused = body.state === undefined ? undefined : body.state === 'paused';
      await store.transaction(async (transaction) => {
        const change = { ...(isPaused !== undefined && { isPaused }), ...(body.ignore !== undefined && { ignore: body.ignore }) };
        if (!(await transaction.sources.update(source.id, change))) throw new CarrelError('NOT_FOUND');
        const subject = { type: 'connector.changed', sourceId: source.id } as const;
        if (isPaused !== undefined && isPaused !== source.isPaused)
          await audit.record(transaction, caller.actor, { ...subject, change: isPaused ? 'paused' : 'resumed' });
        if (body.ignore !== undefined) await audit.record(transaction, caller.actor, { ...subject, change: 'patterns' });
      });
      return viewOf(source.id);
    }),
    handle(routes.runSource, async ({ caller, params, body }) => {
      const { source } = await findSource(params.id);
      await store.transaction(async (transaction) => {
        const request = { nowMs: clock.nowMs(), confirmsDeletions: body.confirmDeletions };
        if (!(await transaction.sources.requestRun(source.id, request))) throw new CarrelError('NOT_FOUND');
        if (body.confirmDeletions)
          await audit.record(transaction, caller.actor, { type: 'connector.changed', sourceId: source.id, change: 'deletions-confirmed' });
      });
      return viewOf(source.id);
    }),
    handle(routes.removeSource, async ({ caller, params, query }) => {
      const { source } = await findSource(params.id);
      const deleted = await removeSource(deps, {
        actor: caller.actor,
        sourceId: source.id,
        deletesDocuments: query.documents === 'delete',
      });
      return { ok: true as const, deleted };
    }),
  ];
}

function createAddHandler(deps: SourceDeps, options: { readonly ownFolders: readonly string[] }): BoundRoute {
  const { store, audit, clock, ids } = deps;
  return handle(routes.createSource, async ({ caller, body }) => {
    const collection = await findVisibleCollection(deps, caller.userId, idOrNotFound(collectionIdSchema, body.collectionId));
    const policyId = body.policy === undefined ? null : await findVisiblePolicy(deps, caller.userId, body.policy);
    await checkFolder(body.path, options.ownFolders);
    const source: Source = {
      id: ids.sourceId(),
      kind: body.kind,
      name: body.name ?? body.path,
      location: body.path,
      collectionId: collection.id,
      policyId,
      ignore: body.ignore,
      isPaused: false,
      createdBy: caller.userId,
      createdAt: isoTime(clock),
    };
    await store.transaction(async (transaction) => {
      const others = await transaction.sources.list();
      if (others.some((other) => other.source.name === source.name)) throw new CarrelError('NAME_TAKEN');
      await transaction.sources.create(source);
      await audit.record(transaction, caller.actor, {
        type: 'connector.added',
        sourceId: source.id,
        collectionId: source.collectionId,
        policyId,
        location: source.location,
      });
    });
    const created = await store.read.sources.find(source.id);
    if (created === null) throw new CarrelError('CONFLICT', { message: 'the source was removed in the meantime' });
    return sourceView(store, created);
  });
}
