import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkAddress, GroupId, PolicyId, UserId } from '../../../../packages/core/src/index.ts';
import { ids, now, startOfTime } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

const everyone = { kind: 'everyone' } as const;
const before = '2026-05-01T00:00:00.000Z';
const later = '2026-07-01T00:00:00.000Z';

export function describeAccess(subject: RecordStoreSubject): void {
  describe('access', () => {
    const visible = async (audience: readonly UserId[], at = now) =>
      (await subject().store.read.access.visiblePolicies(audience, at)).policies.map((policy) => policy.id);
    const aGroup = async (members: readonly UserId[] = []): Promise<GroupId> => {
      const { access } = subject().store.read;
      const id = ids.groupId();
      await access.createGroup({ id, name: id, createdAt: startOfTime });
      for (const member of members) await access.addGroupMember(id, member, startOfTime);
      return id;
    };

    it('shows a policy by a grant to the user, to a group of the user, or to everyone, and otherwise not', async () => {
      const { world } = subject();
      const [one, other] = [await world.aUser(), await world.aUser()];
      const group = await aGroup([one]);
      const [toUser, toGroup, toAll, toNobody] = [
        await world.aPolicy([{ kind: 'user', userId: one }]),
        await world.aPolicy([{ kind: 'group', groupId: group }]),
        await world.aPolicy([everyone]),
        await world.aPolicy(),
      ];
      expect(await visible([one])).toEqual(expect.arrayContaining([toUser.id, toGroup.id, toAll.id]));
      expect(await visible([one])).not.toContain(toNobody.id);
      expect(await visible([other])).toContain(toAll.id);
      expect(await visible([other])).not.toEqual(expect.arrayContaining([toUser.id]));
      expect(await visible([other])).not.toEqual(expect.arrayContaining([toGroup.id]));
    });

    it('shows an audience what every one of them may read', async () => {
      const { world } = subject();
      const [one, other] = [await world.aUser(), await world.aUser()];
      const both = await world.aPolicy([
        { kind: 'user', userId: one },
        { kind: 'group', groupId: await aGroup([other]) },
      ]);
      const onlyOne = await world.aPolicy([{ kind: 'user', userId: one }]);
      const policies = await visible([one, other, one]);
      expect(policies).toContain(both.id);
      expect(policies).not.toContain(onlyOne.id);
    });

    it('shows nothing to an empty audience, an unknown user, a deactivated one, or an audience with one of them', async () => {
      const { world } = subject();
      await world.aPolicy([everyone]);
      const [active, inactive, unknown] = [await world.aUser(), await world.aUser({ isActive: false }), ids.userId()];
      expect(await visible([])).toEqual([]);
      expect(await visible([inactive])).toEqual([]);
      expect(await visible([unknown])).toEqual([]);
      expect(await visible([active, inactive])).toEqual([]);
      expect(await visible([active, unknown])).toEqual([]);
      expect(await visible([active])).not.toEqual([]);
    });

    it('lets a grant hold from its beginning until before its end, and keeps it for the past', async () => {
      const { store, world } = subject();
      const user = await world.aUser();
      const policy = await world.aPolicy();
      const principal = { kind: 'user', userId: user } as const;
      await store.read.access.addGrant({ policyId: policy.id, principal, right: 'read', validFrom: before, validTo: null });
      expect(await visible([user], startOfTime)).not.toContain(policy.id);
      expect(await visible([user], before)).toContain(policy.id);
      expect(await store.read.access.endGrant({ policyId: policy.id, principal, right: 'read', at: now })).toBe(true);
      expect(await visible([user], before)).toContain(policy.id);
      expect(await visible([user], now)).not.toContain(policy.id);
      expect(await store.read.access.endGrant({ policyId: policy.id, principal, right: 'read', at: later })).toBe(false);
      expect(await store.read.access.listGrants(policy.id)).toEqual([
        { policyId: policy.id, principal, right: 'read', validFrom: before, validTo: now },
      ]);
    });

    it('ends a grant that has not begun: it never holds', async () => {
      const { store, world } = subject();
      const policy = await world.aPolicy();
      const user = await world.aUser();
      await store.read.access.addGrant({ policyId: policy.id, principal: everyone, right: 'read', validFrom: later, validTo: null });
      expect(await visible([user], later)).toContain(policy.id);
      expect(await store.read.access.endGrant({ policyId: policy.id, principal: everyone, right: 'read', at: now })).toBe(true);
      expect(await visible([user], later)).not.toContain(policy.id);
    });

    it('lets members of a group see from when they join until they leave', async () => {
      const { store, world } = subject();
      const user = await world.aUser();
      const group = await aGroup();
      const policy = await world.aPolicy([{ kind: 'group', groupId: group }]);
      await store.read.access.addGroupMember(group, user, before);
      await store.read.access.addGroupMember(group, user, now);
      expect(await store.read.access.listGroups()).toContainEqual({ id: group, name: group, memberCount: 1 });
      await store.read.access.removeGroupMember(group, user, now);
      expect(await visible([user], startOfTime)).not.toContain(policy.id);
      expect(await visible([user], before)).toContain(policy.id);
      expect(await visible([user], now)).not.toContain(policy.id);
      await store.read.access.addGroupMember(group, user, now);
      expect(await visible([user], now)).toContain(policy.id);
    });

    it('counts an epoch up with every change of grants, groups, policies or users', async () => {
      const { store, world } = subject();
      const { access, identity } = store.read;
      const user = await world.aUser();
      const group = await aGroup();
      let epoch = (await access.visiblePolicies([user], now)).epoch;
      let policyId: PolicyId | undefined;
      const changes = [
        async () => (policyId = (await world.aPolicy()).id),
        () => access.addGrant({ policyId: policyId ?? ids.policyId(), principal: everyone, right: 'read', validFrom: now, validTo: null }),
        () => access.endGrant({ policyId: policyId ?? ids.policyId(), principal: everyone, right: 'read', at: now }),
        () => aGroup(),
        () => access.addGroupMember(group, user, now),
        () => access.removeGroupMember(group, user, later),
        () => identity.setActive(user, false),
      ];
      for (const change of changes) {
        await change();
        const next = (await access.visiblePolicies([], now)).epoch;
        expect(next).toBeGreaterThan(epoch);
        epoch = next;
      }
    });

    it('gives policies and collections different 32-bit numbers, and takes a name once', async () => {
      const { store, world } = subject();
      const policies = [await world.aPolicy(), await world.aPolicy()];
      expect(new Set(policies.map((policy) => policy.key)).size).toBe(2);
      expect(await store.read.access.findPolicyByName(policies[0]?.name ?? '')).toEqual(policies[0]);
      expect(await store.read.access.listPolicies()).toEqual(expect.arrayContaining(policies));
      const again = store.read.access.createPolicy({ id: ids.policyId(), name: policies[0]?.name ?? '', label: 'public', createdAt: now });
      await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('agrees with the rule written out plainly, for any grants, groups and audience', async () => {
      await fc.assert(
        fc.asyncProperty(situationArbitrary, (situation) => agreesWithTheRule(subject, situation)),
        { numRuns: 20 },
      );
    });

    it('is quick for 200 candidates, 500 policies with 2,000 grants and a user in 200 groups', async () => {
      const { store, world } = subject();
      const user = await world.aUser();
      const collection = await world.aCollection();
      const groups: GroupId[] = [];
      await store.transaction(async ({ access }) => {
        for (let index = 0; index < 200; index += 1) {
          const id = ids.groupId();
          await access.createGroup({ id, name: id, createdAt: startOfTime });
          await access.addGroupMember(id, user, startOfTime);
          groups.push(id);
        }
      });
      const policies: PolicyId[] = [];
      await store.transaction(async ({ access }) => {
        for (let index = 0; index < 500; index += 1) {
          const id = ids.policyId();
          await access.createPolicy({ id, name: id, label: 'internal', createdAt: startOfTime });
          for (let grant = 0; grant < 5 && index % 5 > 0; grant += 1) {
            const groupId = groups[(index * 7 + grant * 13) % groups.length] ?? ids.groupId();
            await access.addGrant({
              policyId: id,
              principal: { kind: 'group', groupId },
              right: 'read',
              validFrom: startOfTime,
              validTo: null,
            });
          }
          policies.push(id);
        }
      });
      const candidates: ChunkAddress[] = [];
      for (let index = 0; index < 20; index += 1) {
        const texts = Array.from({ length: 10 }, (_, ordinal) => `Sentence ${ordinal} of ${index}. `.repeat(40));
        const policyId = policies[index] ?? ids.policyId();
        const { chunkIds, generation } = await world.aPublishedDocument({ collectionId: collection.id, policyId, texts });
        candidates.push(...chunkIds.map((_id, ordinal) => ({ generation, ordinal })));
      }
      const check = () => store.read.access.readableChunks({ candidates, audience: [user], at: now });
      expect(await check()).toHaveLength(160);
      const durations = [];
      for (let round = 0; round < 9; round += 1) {
        const startedMs = performance.now();
        await check();
        durations.push(performance.now() - startedMs);
      }
      expect(durations.toSorted((a, b) => a - b)[4]).toBeLessThan(100);
    }, 60_000);
  });

  describe('readableChunks', () => {
    it('gives chunks in the order of the candidates, with their place, and drops what is unknown', async () => {
      const { store, world } = subject();
      const user = await world.aUser();
      const policy = await world.aPolicy([{ kind: 'user', userId: user }]);
      const place = await world.aDocument({ policyId: policy.id, path: 'a/b.txt', title: 'B' });
      const { chunkIds, generation } = await world.publish(place.documentId, place.versionId, ['First.', 'Second.']);
      const candidates = [1, 0, 2].map((ordinal) => ({ generation, ordinal }));
      const found = await store.read.access.readableChunks({ candidates, audience: [user], at: now });
      expect(found.map((chunk) => [chunk.text, chunk.chunkId])).toEqual([
        ['Second.', chunkIds[1]],
        ['First.', chunkIds[0]],
      ]);
      expect(found[0]).toMatchObject({ ...place, title: 'B', path: 'a/b.txt', page: 1, headings: ['One', 'Two'], start: 0, end: 7 });
      expect(found[0]?.location).toEqual({ kind: 'rows', sheet: 'A', firstRow: 2, lastRow: 2, header: 'One | Two' });
      expect(found[0]?.validity).toEqual({ effective: '2026-03-01', supersededBy: 'C' });
    });

    it('drops what is deleted, replaced, of another generation, of another collection, or not for the whole audience', async () => {
      const { store, world } = subject();
      const { access, documents } = store.read;
      const [user, other] = [await world.aUser(), await world.aUser()];
      const policy = await world.aPolicy([{ kind: 'user', userId: user }]);
      const place = await world.aDocument({ policyId: policy.id });
      const old = await world.publish(place.documentId, place.versionId);
      const candidate = (chunk: typeof old) => chunk.chunkIds.map((_id, ordinal) => ({ generation: chunk.generation, ordinal }));
      const check = async (
        candidates: ReturnType<typeof candidate>,
        audience = [user],
        collectionIds?: readonly (typeof place.collectionId)[],
      ) => {
        const scope = { audience, at: now, ...(collectionIds && { collectionIds }) };
        const chunks = await access.readableChunks({ candidates, ...scope });
        const generations = candidates.map(({ generation }) => generation);
        // The rule is one, whether texts are read or not.
        expect((await access.readableGenerations({ generations, ...scope })).size).toBe(chunks.length);
        return chunks.length;
      };

      expect(await check(candidate(old))).toBe(1);
      expect(await check(candidate({ ...old, generation: old.generation + 1 }))).toBe(0);
      expect(await check(candidate(old), [user, other])).toBe(0);
      expect(await check(candidate(old), [])).toBe(0);
      expect(await check(candidate(old), [user], [place.collectionId])).toBe(1);
      expect(await check(candidate(old), [user], [ids.collectionId()])).toBe(0);
      expect(await check(candidate(old), [user], [])).toBe(0);

      const renewed = await world.publish(place.documentId, await world.aVersion(place.documentId));
      expect(await check(candidate(old))).toBe(0);
      expect(await check(candidate(renewed))).toBe(1);
      expect(await access.readableDocuments([place.documentId], [user], now)).toEqual(new Set([place.documentId]));
      expect(await access.readableDocuments([place.documentId], [other], now)).toEqual(new Set());

      await documents.markDeleted(place.documentId, now);
      expect(await check(candidate(renewed))).toBe(0);
      expect(await access.readableDocuments([place.documentId], [user], now)).toEqual(new Set());
    });
  });
}

interface Situation {
  /** By user: whether active. */
  readonly users: readonly boolean[];
  readonly members: readonly { readonly group: number; readonly user: number; readonly from: number; readonly to: number | null }[];
  readonly grants: readonly {
    readonly policy: number;
    readonly kind: 'user' | 'group' | 'everyone';
    readonly who: number;
    readonly from: number;
    readonly length: number | null;
    readonly right: 'read' | 'curate';
  }[];
  readonly audience: readonly number[];
  readonly at: number;
}

const place = fc.integer({ min: 0, max: 3 });
const day = fc.integer({ min: 1, max: 8 });
const situationArbitrary: fc.Arbitrary<Situation> = fc.record({
  users: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }), {
    minLength: 4,
    maxLength: 4,
  }),
  members: fc.array(fc.record({ group: place, user: place, from: day, to: fc.option(day) }), { maxLength: 8 }),
  grants: fc.array(
    fc.record({
      policy: place,
      kind: fc.constantFrom('user', 'group', 'everyone'),
      who: place,
      from: day,
      length: fc.option(day),
      right: fc.constantFrom('read', 'curate'),
    }),
    { maxLength: 12 },
  ),
  audience: fc.array(place, { maxLength: 4 }),
  at: day,
});

const dayAt = (number: number) => `2026-02-${String(number).padStart(2, '0')}T00:00:00.000Z`;

async function agreesWithTheRule(subject: RecordStoreSubject, situation: Situation): Promise<void> {
  const { store, world } = subject();
  const { access } = store.read;
  const users: UserId[] = [];
  for (const isActive of situation.users) users.push(await world.aUser({ isActive }));
  const groups = Array.from({ length: 4 }, () => ids.groupId());
  const policies: PolicyId[] = [];
  for (const id of groups) await access.createGroup({ id, name: id, createdAt: startOfTime });
  for (let index = 0; index < 4; index += 1) policies.push((await world.aPolicy()).id);

  // One membership of a pair at a time, as people join and leave; of grants that name the same thing the last one counts.
  const members = situation.members.filter(
    (one, index) => situation.members.findIndex((other) => other.group === one.group && other.user === one.user) === index,
  );
  const grants = situation.grants.filter((one, index) => situation.grants.findLastIndex((other) => sameGrant(one, other)) === index);
  for (const { group, user, from, to } of members) {
    await access.addGroupMember(at(groups, group), at(users, user), dayAt(from));
    if (to !== null) await access.removeGroupMember(at(groups, group), at(users, user), dayAt(to));
  }
  for (const { policy, kind, who, from, length, right } of situation.grants) {
    const principal = kind === 'user' ? { kind, userId: at(users, who) } : kind === 'group' ? { kind, groupId: at(groups, who) } : { kind };
    await access.addGrant({
      policyId: at(policies, policy),
      principal,
      right,
      validFrom: dayAt(from),
      validTo: length === null ? null : dayAt(from + length),
    });
  }

  const mayRead = (user: number, policy: number): boolean =>
    at(situation.users, user) &&
    grants.some((grant) => {
      const holds =
        grant.policy === policy && grant.from <= situation.at && (grant.length === null || situation.at < grant.from + grant.length);
      if (!holds || grant.kind === 'everyone') return holds;
      if (grant.kind === 'user') return grant.who === user;
      return members.some(
        (member) =>
          member.group === grant.who &&
          member.user === user &&
          member.from <= situation.at &&
          (member.to === null || situation.at < member.to),
      );
    });
  const expected =
    situation.audience.length === 0 ? [] : policies.filter((_, policy) => situation.audience.every((user) => mayRead(user, policy)));

  const found = await access.visiblePolicies(
    situation.audience.map((user) => at(users, user)),
    dayAt(situation.at),
  );
  expect(found.policies.map((policy) => policy.id).filter((id) => policies.includes(id))).toEqual(expected);
}

const sameGrant = (one: Situation['grants'][number], other: Situation['grants'][number]) =>
  one.policy === other.policy &&
  one.kind === other.kind &&
  one.from === other.from &&
  one.right === other.right &&
  (one.kind === 'everyone' || one.who === other.who);

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`expected an item at ${index}`);
  return item;
}
