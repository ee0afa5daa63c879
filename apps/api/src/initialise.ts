import type { AuditTrail } from '@carrel/audit';
import type { Actor, Clock, Collection, IdSource, RecordStore, Repositories, User } from '@carrel/core';
import { isoTime } from '@carrel/core';
import { storeConfiguredSettings } from './ask/answer-settings-reader.ts';
import type { ConfiguredGeneration } from './ask/answer-settings-reader.ts';
import { ensureOwner } from './authentication/ensure-owner.ts';
import { ensureEveryonePolicy } from './collections/ensure-everyone-policy.ts';

export interface InitialiseDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export const generalCollectionName = 'General';
const settingName = 'initialised';

/**
 * Makes what a data folder needs before anybody comes: its owner, the policy "Everyone", the collection "General". The
 * collection only at the very first start: whoever deletes it does not get it back.
 *
 * @param actor Carrel itself.
 */
export async function initialise(deps: InitialiseDeps, actor: Actor, generation: ConfiguredGeneration): Promise<User> {
  const { store, clock } = deps;
  const owner = await store.transaction(async (transaction) => {
    const user = await ensureOwner(transaction, deps, actor);
    const { id: policyId } = await ensureEveryonePolicy(transaction, deps, actor);
    if ((await transaction.settings.find(settingName)) === null) {
      await ensureCollection(transaction, deps, { actor, name: generalCollectionName, policyId });
      await transaction.settings.put(settingName, 'true', isoTime(clock));
    }
    return user;
  });
  await storeConfiguredSettings(deps, actor, generation);
  return owner;
}

/** The collection of this name; made, readable by everyone, when there is none. */
export async function ensureCollection(
  transaction: Repositories,
  deps: InitialiseDeps,
  { actor, name, policyId }: { readonly actor: Actor; readonly name: string; readonly policyId?: Collection['defaultPolicyId'] },
): Promise<Collection> {
  const existing = await transaction.collections.findByName(name);
  if (existing !== null) return existing;
  const defaultPolicyId = policyId ?? (await ensureEveryonePolicy(transaction, deps, actor)).id;
  const collection = await transaction.collections.create({
    id: deps.ids.collectionId(),
    name,
    description: '',
    defaultPolicyId,
    createdAt: isoTime(deps.clock),
  });
  await deps.audit.record(transaction, actor, { type: 'collection.created', collectionId: collection.id, policyId: defaultPolicyId });
  return collection;
}
