import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Curator, GrantPrincipal, GroupId, Reader, ReadingReason, UserId } from '../../../../packages/core/src/index.ts';
import { isoTime } from '../../../../packages/core/src/index.ts';
import { ids, now, startOfTime } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

const march = '2026-03-01T00:00:00.000Z';
const april = '2026-04-01T00:00:00.000Z';
const may = '2026-05-01T00:00:00.000Z';
const everyone = { kind: 'everyone' } as const;

export function describeRights(subject: RecordStoreSubject): void {
  const aGroup = async (name?: string): Promise<GroupId> => {
    const id = ids.groupId();
    await subject().store.read.access.createGroup({ id, name: name ?? id, createdAt: startOfTime });
    return id;
  };
  const aGrant = (policyId: Parameters<typeof isVisible>[1], principal: GrantPrincipal, validFrom = startOfTime) =>
    subject().store.read.access.addGrant({ policyId, principal, right: 'read', validFrom, validTo: null });
  const isVisible = async (userId: UserId, policyId: ReturnType<typeof ids.policyId>, at = now) =>
    (await subject().store.read.access.visiblePolicies([userId], at)).policies.some((policy) => policy.id === policyId);

  describe('groups inside groups', () => {
    it('reach what is granted to any group around them, from when they are put in until they are taken out', async () => {
      const { store, world } = subject();
      const { access } = store.read;
      const [user, policy] = [await world.aUser(), await world.aPolicy()];
      const [team, department, company] = [await aGroup(), await aGroup(), await aGroup()];
      await access.addGroupMember(team, user, startOfTime);
      await aGrant(policy.id, { kind: 'group', groupId: company });
      expect(await isVisible(user, policy.id)).toBe(false);
      expect(await access.nestGroup(department, company, march)).toBe('nested');
      expect(await access.nestGroup(team, department, march)).toBe('nested');
      expect(await access.nestGroup(team, department, april)).toBe('unchanged');
      expect(await isVisible(user, policy.id, startOfTime)).toBe(false);
      expect(await isVisible(user, policy.id, march)).toBe(true);
      expect(await access.unnestGroup(department, company, april)).toBe(true);
      expect(await access.unnestGroup(department, company, may)).toBe(false);
      expect(await isVisible(user, policy.id, march)).toBe(true);
      expect(await isVisible(user, policy.id, april)).toBe(false);
      expect(await access.nestGroup(department, company, april)).toBe('nested');
      expect(await isVisible(user, policy.id, april)).toBe(true);
    });

    it('never make a circle, at whatever distance', async () => {
      const { access } = subject().store.read;
      const [one, two, three] = [await aGroup(), await aGroup(), await aGroup()];
      expect(await access.nestGroup(one, one, march)).toBe('cycle');
      expect(await access.nestGroup(one, two, march)).toBe('nested');
      expect(await access.nestGroup(two, three, march)).toBe('nested');
      expect(await access.nestGroup(two, one, march)).toBe('cycle');
      expect(await access.nestGroup(three, one, march)).toBe('cycle');
      expect(await access.findGroup(two)).toMatchObject({ innerGroups: [{ id: one, since: march }], outerGroups: [{ id: three }] });
    });

    it('never make a circle when two changes that would do so together come at once', async () => {
      const { store } = subject();
      const other = await subject().open();
      const [one, two] = [await aGroup(), await aGroup()];
      const results = await Promise.all([
        store.transaction(({ access }) => access.nestGroup(one, two, march)),
        other.transaction(({ access }) => access.nestGroup(two, one, march)),
      ]);
      expect(results.toSorted()).toEqual(['cycle', 'nested']);
    });

    it('keep a way that is left when another is taken away', async () => {
      const { access } = subject().store.read;
      const [user, policy] = [await subject().world.aUser(), await subject().world.aPolicy()];
      const [inner, left, right, outer] = [await aGroup(), await aGroup(), await aGroup(), await aGroup()];
      await access.addGroupMember(inner, user, startOfTime);
      await aGrant(policy.id, { kind: 'group', groupId: outer });
      for (const [from, to] of [
        [inner, left],
        [inner, right],
        [left, outer],
        [right, outer],
      ] as const)
        await access.nestGroup(from, to, march);
      await access.unnestGroup(inner, left, april);
      expect(await isVisible(user, policy.id)).toBe(true);
      await access.unnestGroup(right, outer, may);
      expect(await isVisible(user, policy.id)).toBe(false);
    });
  });

  describe('groups', () => {
    it('are renamed and deleted: the name is free again, what they gave ends, and the past stays known', async () => {
      const { store, world } = subject();
      const { access, rights } = store.read;
      const [user, policy, collection] = [await world.aUser(), await world.aPolicy(), await world.aCollection()];
      const group = await aGroup();
      await access.addGroupMember(group, user, startOfTime);
      await aGrant(policy.id, { kind: 'group', groupId: group });
      await rights.addCurator({
        collectionId: collection.id,
        principal: { kind: 'group', groupId: group },
        validFrom: startOfTime,
        validTo: null,
      });
      const name = `renamed ${group}`;
      expect(await access.renameGroup(group, name)).toBe(true);
      expect(await access.findGroupByName(name)).toEqual({ id: group, name });
      expect(await access.findGroup(group)).toMatchObject({ name, members: [{ userId: user, since: startOfTime }] });
      const ended = await access.deleteGroup(group, april);
      expect(ended).toEqual([
        { policyId: policy.id, principal: { kind: 'group', groupId: group }, right: 'read', validFrom: startOfTime, validTo: april },
      ]);
      expect(await access.findGroup(group)).toBeNull();
      expect(await access.renameGroup(group, 'x')).toBe(false);
      expect((await access.listGroups()).some((one) => one.id === group)).toBe(false);
      expect(await isVisible(user, policy.id)).toBe(false);
      expect(await rights.mayCurate(user, { collectionId: collection.id, policyId: policy.id }, may)).toBe(false);
      const [reading] = (await rights.readingsOf(user, march)).filter((one) => one.policy.id === policy.id);
      expect(reading?.reasons[0]?.groups).toEqual([{ id: group, name }]);
      await aGroup(name);
      await expect(aGroup(name)).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('are found by nobody when they never were', async () => {
      const { access } = subject().store.read;
      expect(await access.findGroup(ids.groupId())).toBeNull();
      expect(await access.findGroupByName('nobody')).toBeNull();
      expect(await access.removeGroupMember(ids.groupId(), ids.userId(), now)).toBe(false);
    });
  });

  describe('policies', () => {
    it('are renamed, labelled, and deleted when nothing has them; their grants end', async () => {
      const { store, world } = subject();
      const { access } = store.read;
      const policy = await world.aPolicy([everyone]);
      const name = `renamed ${policy.id}`;
      expect(await access.updatePolicy(policy.id, { name })).toEqual({ ...policy, name });
      expect(await access.updatePolicy(policy.id, { label: 'restricted' })).toEqual({ ...policy, name, label: 'restricted' });
      expect(await access.updatePolicy(policy.id, {})).toEqual({ ...policy, name, label: 'restricted' });
      const collection = await world.aCollection(policy.id);
      expect(await access.deletePolicy(policy.id, may)).toEqual({ type: 'in-use' });
      await store.read.collections.delete(collection.id);
      const document = await world.aDocument({ policyId: policy.id });
      expect(await access.deletePolicy(policy.id, may)).toEqual({ type: 'in-use' });
      await store.read.documents.markDeleted(document.documentId, april);
      expect(await access.deletePolicy(policy.id, may)).toMatchObject({ type: 'deleted', ended: [{ principal: everyone, validTo: may }] });
      expect(await access.findPolicy(policy.id)).toBeNull();
      expect(await access.findPolicyByName(name)).toBeNull();
      expect(await access.updatePolicy(policy.id, { name: 'x' })).toBeNull();
      expect((await access.listPolicies()).some((one) => one.id === policy.id)).toBe(false);
      await expect(world.aDocument({ policyId: policy.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    });
  });

  describe('strict policies', () => {
    it('name the tables of their readers, and say of each change that moves rows', async () => {
      const { store, world } = subject();
      const { access, documents, versions } = store.read;
      const user = await world.aUser();
      const reader = { kind: 'user', userId: user } as const;
      const [open, closed] = [await world.aPolicy([reader]), await world.aPolicy([reader])];
      expect(open.isStrict).toBe(false);
      const epochs = [await access.zoneEpoch()];
      const grown = async () => epochs.push(await access.zoneEpoch());
      expect(await access.updatePolicy(closed.id, { isStrict: true })).toEqual({ ...closed, isStrict: true });
      await grown();
      const visible = await access.visiblePolicies([user], now);
      expect(visible.indexKeys).toEqual(expect.arrayContaining([open.key, closed.key]));
      expect(visible.zoneKeys).toEqual([closed.key]);
      expect((await access.visiblePolicies([await world.aUser()], now)).zoneKeys).not.toContain(closed.key);

      const { documentId, generation } = await world.aPublishedDocument({ policyId: open.id });
      const zoneOf = async () => (await versions.activeGenerations()).get(generation)?.zoneKey;
      expect(await zoneOf()).toBeNull();
      await documents.setPolicy(documentId, closed.id, march);
      await grown();
      expect(await zoneOf()).toBe(closed.key);
      await documents.setPolicy(documentId, open.id, april);
      await grown();
      expect(await zoneOf()).toBeNull();
      expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
      expect(new Set(epochs).size).toBe(epochs.length);

      const other = await world.aPolicy();
      await documents.setPolicy(documentId, other.id, may);
      await access.updatePolicy(open.id, { label: 'public' });
      expect(await access.zoneEpoch()).toBe(epochs.at(-1));
      const born = await access.createPolicy({
        id: ids.policyId(),
        name: ids.policyId(),
        label: 'restricted',
        isStrict: true,
        createdAt: now,
      });
      expect(await access.findPolicy(born.id)).toEqual({ ...born, isStrict: true });
    });
  });

  describe('the policy of a document', () => {
    it('changes with the commit; the past, and the key that its index rows keep, stay known', async () => {
      const { store, world } = subject();
      const { access, documents, rights } = store.read;
      const user = await world.aUser();
      const [first, second] = [await world.aPolicy(), await world.aPolicy([{ kind: 'user', userId: user }])];
      const { documentId, collectionId } = await world.aDocument({ policyId: first.id });
      expect(await documents.findReadable(documentId, [user], now)).toBeNull();
      expect(await documents.setPolicy(documentId, second.id, march)).toBe(true);
      expect(await documents.setPolicy(documentId, second.id, april)).toBe(false);
      expect((await documents.findReadable(documentId, [user], now))?.policyName).toBe(second.name);
      const visible = await access.visiblePolicies([user], now);
      expect(visible.policies.map(({ id }) => id)).toContain(second.id);
      expect(visible.policies.map(({ id }) => id)).not.toContain(first.id);
      expect(visible.indexKeys).toEqual(expect.arrayContaining([first.key, second.key]));
      expect(visible.indexKeys).toEqual(visible.indexKeys.toSorted((a, b) => a - b));
      expect(await documents.setPolicy(documentId, first.id, april)).toBe(true);
      expect(await documents.findReadable(documentId, [user], now)).toBeNull();
      expect(await documents.listWithPolicy(collectionId, first.id, 5)).toEqual([documentId]);
      expect(await documents.listWithPolicy(collectionId, second.id, 5)).toEqual([]);
      const then = async (at: string) => (await rights.policyOfDocument(documentId, at))?.policy.id ?? null;
      expect(await then('2025-12-31T00:00:00.000Z')).toBeNull();
      expect([await then(startOfTime), await then(march), await then(april)]).toEqual([first.id, second.id, first.id]);
      await documents.markDeleted(documentId, may);
      expect([await then(april), await then(may)]).toEqual([first.id, null]);
      expect(await rights.policyOfDocument(documentId, march)).toMatchObject({ collectionId });
    });
  });

  describe('who may read, and why', () => {
    it('names each way, with the chain of groups, as of then', async () => {
      const { store, world } = subject();
      const { access, rights } = store.read;
      const [user, policy] = [await world.aUser(), await world.aPolicy()];
      const [team, company] = [await aGroup(), await aGroup()];
      await access.addGroupMember(team, user, startOfTime);
      await access.nestGroup(team, company, march);
      await aGrant(policy.id, { kind: 'group', groupId: company });
      await aGrant(policy.id, { kind: 'user', userId: user }, april);
      await world.aDocument({ policyId: policy.id });
      const reasonsAt = async (at: string): Promise<readonly ReadingReason[]> =>
        (await rights.readersOf(policy.id, { limit: 10 }, at)).items.flatMap((reader: Reader) => reader.reasons);
      expect(await reasonsAt(startOfTime)).toEqual([]);
      const byGroup = {
        right: 'read',
        validFrom: startOfTime,
        validTo: null,
        principal: { kind: 'group', groupId: company },
        groups: [
          { id: team, name: team },
          { id: company, name: company },
        ],
      };
      const direct = { right: 'read', validFrom: april, validTo: null, principal: { kind: 'user', userId: user }, groups: [] };
      expect(await reasonsAt(march)).toEqual([byGroup]);
      expect(await reasonsAt(now)).toEqual(expect.arrayContaining([byGroup, direct]));
      const reading = (await rights.readingsOf(user, now)).find((one) => one.policy.id === policy.id);
      expect(reading).toMatchObject({ policy, documentCount: 1 });
      expect(reading?.reasons).toEqual(await reasonsAt(now));
    });

    it('lists readers by name, a page at a time, and nobody who was not there yet', async () => {
      const { store, world } = subject();
      const policy = await world.aPolicy();
      const users = [await world.aUser(), await world.aUser(), await world.aUser()];
      for (const userId of users) await aGrant(policy.id, { kind: 'user', userId }, '2025-01-01T00:00:00.000Z');
      const first = await store.read.rights.readersOf(policy.id, { limit: 2 }, now);
      const second = await store.read.rights.readersOf(policy.id, { limit: 2, cursor: first.nextCursor ?? '' }, now);
      const readers = [...first.items, ...second.items];
      expect(second.nextCursor).toBeNull();
      expect(readers.map(({ name }) => name)).toEqual(readers.map(({ name }) => name).toSorted());
      expect(new Set(readers.map(({ userId }) => userId))).toEqual(new Set(users));
      expect(readers.every(({ reasons }) => reasons.length === 1)).toBe(true);
      expect((await store.read.rights.readersOf(policy.id, { limit: 2 }, '2025-06-01T00:00:00.000Z')).items).toEqual([]);
    });

    it('says that somebody could read nothing while they were inactive', async () => {
      const { store, world, clock } = subject();
      const [user, policy] = [await world.aUser(), await world.aPolicy()];
      await aGrant(policy.id, { kind: 'user', userId: user });
      const moments: string[] = [isoTime(clock)];
      for (const isActive of [false, true]) {
        clock.advance(1000);
        await store.read.identity.setActive(user, isActive);
        moments.push(isoTime(clock));
      }
      const seen = [];
      for (const at of moments) {
        const isReader = (await store.read.rights.readersOf(policy.id, { limit: 5 }, at)).items.length === 1;
        seen.push([
          await isVisible(user, policy.id, at),
          isReader,
          (await store.read.rights.readingsOf(user, at)).some((one) => one.policy.id === policy.id),
        ]);
      }
      expect(seen).toEqual([
        [true, true, true],
        [false, false, false],
        [true, true, true],
      ]);
    });

    it('never differs from what the check lets through, whatever was granted, nested and joined, at any moment', async () => {
      await fc.assert(
        fc.asyncProperty(historyArbitrary, (history) => explainsTheCheck(subject, history)),
        { numRuns: 25 },
      );
    });
  });

  describe('curators', () => {
    it('change what lies in their collection, or under a policy that they curate, while the grant holds', async () => {
      const { store, world } = subject();
      const { access, rights } = store.read;
      const [user, other] = [await world.aUser(), await world.aUser()];
      const [collection, policy] = [await world.aCollection(), await world.aPolicy([{ kind: 'user', userId: other }])];
      const place = { collectionId: collection.id, policyId: policy.id };
      const curator: Curator = { collectionId: collection.id, principal: { kind: 'user', userId: user }, validFrom: march, validTo: null };
      expect(await rights.mayCurate(user, place, now)).toBe(false);
      expect(await rights.addCurator(curator)).toBe(true);
      expect(await rights.addCurator({ ...curator, validFrom: april })).toBe(false);
      expect(await rights.mayCurate(user, place, startOfTime)).toBe(false);
      expect(await rights.mayCurate(user, place, march)).toBe(true);
      expect(await rights.mayCurate(user, { ...place, collectionId: (await world.aCollection()).id }, march)).toBe(false);
      // To read under a policy is not to curate it.
      expect(await rights.mayCurate(other, place, now)).toBe(false);
      await access.addGrant({
        policyId: policy.id,
        principal: { kind: 'user', userId: other },
        right: 'curate',
        validFrom: march,
        validTo: null,
      });
      expect(await rights.mayCurate(other, place, now)).toBe(true);
      expect(await rights.endCurator({ collectionId: collection.id, principal: curator.principal, at: may })).toBe(true);
      expect(await rights.endCurator({ collectionId: collection.id, principal: curator.principal, at: may })).toBe(false);
      expect(await rights.mayCurate(user, place, april)).toBe(true);
      expect(await rights.mayCurate(user, place, may)).toBe(false);
      expect(await rights.listCurators(collection.id)).toEqual([{ ...curator, validTo: may }]);
    });

    it('are also everybody in a group, and in the groups inside it', async () => {
      const { store, world } = subject();
      const [user, collection, policy] = [await world.aUser(), await world.aCollection(), await world.aPolicy()];
      const [team, company] = [await aGroup(), await aGroup()];
      await store.read.access.addGroupMember(team, user, startOfTime);
      await store.read.access.nestGroup(team, company, march);
      await store.read.rights.addCurator({
        collectionId: collection.id,
        principal: { kind: 'group', groupId: company },
        validFrom: startOfTime,
        validTo: null,
      });
      const may = (at: string) => store.read.rights.mayCurate(user, { collectionId: collection.id, policyId: policy.id }, at);
      expect([await may(startOfTime), await may(march)]).toEqual([false, true]);
    });
  });
}

const size = 4;
const place = fc.integer({ min: 0, max: size - 1 });
const day = fc.integer({ min: 1, max: 9 });
const historyArbitrary = fc.record({
  changes: fc.array(
    fc.record({
      day,
      what: fc.constantFrom('join', 'leave', 'nest', 'unnest', 'grant-user', 'grant-group', 'grant-everyone', 'end-group'),
      one: place,
      other: place,
    }),
    { maxLength: 24 },
  ),
  at: day,
});
type History = typeof historyArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const dayAt = (number: number) => `2026-02-${String(number).padStart(2, '0')}T00:00:00.000Z`;

function item<Item>(items: readonly Item[], index: number): Item {
  const found = items[index];
  if (found === undefined) throw new Error(`expected an item at ${index}`);
  return found;
}

interface Cast {
  readonly users: readonly UserId[];
  readonly groups: readonly GroupId[];
  readonly policies: readonly ReturnType<typeof ids.policyId>[];
}

/** What holds at the day that is asked about, written out plainly; members are `one other` by number. */
function createModel() {
  const joined = new Set<string>();
  const nested = new Set<string>();
  const granted = new Set<string>();
  const reached = (user: number): ReadonlySet<number> => {
    const found = new Set(Array.from({ length: size }, (_, group) => group).filter((group) => joined.has(`${user} ${group}`)));
    for (const group of found) for (let outer = 0; outer < size; outer += 1) if (nested.has(`${group} ${outer}`)) found.add(outer);
    return found;
  };
  const mayRead = (user: number, policy: number): boolean =>
    granted.has(`everyone ${policy}`) ||
    granted.has(`user ${user} ${policy}`) ||
    [...reached(user)].some((group) => granted.has(`group ${group} ${policy}`));
  return { joined, nested, granted, mayRead };
}
type Model = ReturnType<typeof createModel>;

/** One change in the store, and in the model when it lies before the day that is asked about. */
async function playChange(
  access: ReturnType<RecordStoreSubject>['store']['read']['access'],
  { users, groups, policies }: Cast,
  { what, one, other, day: on }: History['changes'][number],
  model: Model | null,
): Promise<void> {
  const time = dayAt(on);
  const key = `${one} ${other}`;
  const grant = (principal: GrantPrincipal) =>
    access.addGrant({ policyId: item(policies, other), principal, right: 'read', validFrom: time, validTo: null });
  const steps: Readonly<Record<typeof what, () => Promise<unknown>>> = {
    join: () => access.addGroupMember(item(groups, other), item(users, one), time).then(() => model?.joined.add(key)),
    leave: () => access.removeGroupMember(item(groups, other), item(users, one), time).then(() => model?.joined.delete(key)),
    nest: async () =>
      (await access.nestGroup(item(groups, one), item(groups, other), time)) === 'nested' ? model?.nested.add(key) : undefined,
    unnest: () => access.unnestGroup(item(groups, one), item(groups, other), time).then(() => model?.nested.delete(key)),
    'grant-user': () => grant({ kind: 'user', userId: item(users, one) }).then(() => model?.granted.add(`user ${key}`)),
    'grant-group': () => grant({ kind: 'group', groupId: item(groups, one) }).then(() => model?.granted.add(`group ${key}`)),
    'grant-everyone': () => grant(everyone).then(() => model?.granted.add(`everyone ${other}`)),
    'end-group': () =>
      access
        .endGrant({ policyId: item(policies, other), principal: { kind: 'group', groupId: item(groups, one) }, right: 'read', at: time })
        .then(() => model?.granted.delete(`group ${key}`)),
  };
  await steps[what]();
}

/** Plays changes in order; then asks the check, its explanation for people and for policies, and a model, as of a day. */
async function explainsTheCheck(subject: RecordStoreSubject, { changes, at }: History): Promise<void> {
  const { store, world } = subject();
  const { access, rights } = store.read;
  const users: UserId[] = [];
  const policies: ReturnType<typeof ids.policyId>[] = [];
  const groups = Array.from({ length: size }, () => ids.groupId());
  for (const id of groups) await access.createGroup({ id, name: id, createdAt: startOfTime });
  for (let index = 0; index < size; index += 1) {
    users.push(await world.aUser());
    policies.push((await world.aPolicy()).id);
  }
  const model = createModel();
  for (const change of changes.toSorted((a, b) => a.day - b.day))
    await playChange(access, { users, groups, policies }, change, change.day <= at ? model : null);

  const time = dayAt(at);
  const ours = (found: readonly (typeof policies)[number][]) => found.filter((id) => policies.includes(id)).toSorted();
  for (const [user, userId] of users.entries()) {
    const expected = policies.filter((_, policy) => model.mayRead(user, policy)).toSorted();
    expect(ours((await access.visiblePolicies([userId], time)).policies.map(({ id }) => id))).toEqual(expected);
    const readings = await rights.readingsOf(userId, time);
    expect(ours(readings.map(({ policy }) => policy.id))).toEqual(expected);
    const chains = readings.filter((one) => policies.includes(one.policy.id)).flatMap((one) => one.reasons.map((reason) => reason.groups));
    for (const chain of chains)
      requireWalkable(
        model,
        user,
        chain.map(({ id }) => groups.indexOf(id)),
      );
  }
  for (const [policy, policyId] of policies.entries()) {
    const { items } = await rights.readersOf(policyId, { limit: 10_000 }, time);
    const found = items.map(({ userId }) => users.indexOf(userId)).filter((user) => user >= 0);
    expect(found.toSorted((a, b) => a - b)).toEqual(users.flatMap((_, user) => (model.mayRead(user, policy) ? [user] : [])));
    expect(items.every(({ reasons }) => reasons.length > 0)).toBe(true);
  }
}

/** A chain begins where the person is and goes outwards by nestings that hold; none is needed for a direct grant. */
function requireWalkable(model: Model, user: number, chain: readonly number[]): void {
  const [first] = chain;
  if (first === undefined) return;
  expect(model.joined.has(`${user} ${first}`)).toBe(true);
  for (const [index, step] of chain.slice(1).entries()) expect(model.nested.has(`${chain[index]} ${step}`)).toBe(true);
}
