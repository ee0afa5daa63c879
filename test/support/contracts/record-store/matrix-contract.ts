import { describe, expect, it } from 'vitest';
import type { GrantPrincipal, GrantRight, GroupId, PolicyId } from '../../../../packages/core/src/index.ts';
import { ids, now, startOfTime } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

const march = '2026-03-01T00:00:00.000Z';
const soon = '2027-01-01T00:00:00.000Z';

export function describeMatrix(subject: RecordStoreSubject): void {
  const aGroup = async (): Promise<GroupId> => {
    const id = ids.groupId();
    await subject().store.read.access.createGroup({ id, name: id, createdAt: startOfTime });
    return id;
  };
  const grant = (policyId: PolicyId, principal: GrantPrincipal, right: GrantRight, validTo: string | null = null) =>
    subject().store.read.access.addGrant({ policyId, principal, right, validFrom: startOfTime, validTo });

  describe('the matrix of collections and groups', () => {
    it('has what a group may do by itself, and what comes from around it or from everyone', async () => {
      const { store, world } = subject();
      const [policy, open] = [await world.aPolicy(), await world.aPolicy()];
      const [collection, other] = [await world.aCollection(policy.id), await world.aCollection(open.id)];
      const [team, company, apart] = [await aGroup(), await aGroup(), await aGroup()];
      await store.read.access.nestGroup(team, company, startOfTime);
      await grant(policy.id, { kind: 'group', groupId: company }, 'curate');
      await grant(policy.id, { kind: 'group', groupId: team }, 'read', soon);
      await grant(policy.id, { kind: 'group', groupId: apart }, 'read', march);
      await grant(open.id, { kind: 'everyone' }, 'read');
      const matrix = await store.read.rights.readMatrix(now);
      expect(matrix.collections).toContainEqual({ id: collection.id, name: collection.name, policy });
      expect(matrix.collections).toContainEqual({ id: other.id, name: other.name, policy: open });
      const names = matrix.collections.map(({ name }) => name);
      expect(names).toEqual(names.toSorted());
      expect(matrix.groups).toContainEqual({ id: team, name: team });
      const cell = (policyId: PolicyId, groupId: GroupId) =>
        matrix.cells.find((one) => one.policyId === policyId && one.groupId === groupId);
      expect(cell(policy.id, company)).toMatchObject({ direct: 'curate', directUntil: null, inherited: null });
      expect(cell(policy.id, team)).toMatchObject({ direct: 'read', directUntil: soon, inherited: { right: 'curate', from: company } });
      expect(cell(policy.id, apart)).toBeUndefined();
      expect(cell(open.id, apart)).toMatchObject({ direct: null, inherited: { right: 'read', from: 'everyone' } });
      const before = await store.read.rights.readMatrix('2026-02-01T00:00:00.000Z');
      expect(before.cells.find((one) => one.policyId === policy.id && one.groupId === apart)).toMatchObject({
        direct: 'read',
        directUntil: march,
      });
      // The other tests of the suite share the store, and this grant reaches their people.
      await store.read.access.endGrant({ policyId: open.id, principal: { kind: 'everyone' }, right: 'read', at: startOfTime });
    });

    it('names everybody whom a grant to a group reaches, and the groups that they are members of', async () => {
      const { store, world } = subject();
      const { access } = store.read;
      const [team, company] = [await aGroup(), await aGroup()];
      const [inside, both, gone] = [await world.aUser(), await world.aUser(), await world.aUser()];
      await access.nestGroup(team, company, startOfTime);
      for (const [group, user] of [
        [team, inside],
        [team, both],
        [company, both],
        [team, gone],
      ] as const)
        await access.addGroupMember(group, user, startOfTime);
      await access.removeGroupMember(team, gone, march);
      const people = new Map(
        (await access.findGroup(company))?.everybody.map(({ userId, through }) => [userId, through.map(({ id }) => id)]),
      );
      expect(people.size).toBe(2);
      expect(people.get(inside)).toEqual([team]);
      expect(people.get(both)?.toSorted()).toEqual([team, company].toSorted());
      expect((await access.findGroup(team))?.everybody.map(({ userId }) => userId).toSorted()).toEqual([inside, both].toSorted());
    });
  });
}
