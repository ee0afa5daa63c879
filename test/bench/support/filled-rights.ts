import { createHash, randomBytes } from 'node:crypto';
import type { GroupId, Logger, PolicyId, Repositories, UserId } from '@carrel/core';
import { createRandomIdSource, runtimePaths, systemClock } from '@carrel/runtime';
import { createRecordStore } from '@carrel/storage';

const silent: Logger = { info() {}, warn() {}, error() {}, child: () => silent };
const groupsOfOne = 5;
const linkLifeMs = 60 * 60_000;
/** Every so many-th policy is for nobody. */
const hiddenEvery = 5;

export interface FilledRights {
  /** Somebody who is a member of every group. */
  readonly inEveryGroup: UserId;
  /** One-time links of the others, in five groups each. */
  readonly tokens: readonly string[];
}

/** Groups, each with grants under a few of the policies, and people in them. */
export async function fillRights(
  dataDir: string,
  policies: readonly PolicyId[],
  { groupCount, peopleCount }: { readonly groupCount: number; readonly peopleCount: number },
): Promise<FilledRights> {
  const store = await createRecordStore({ clock: systemClock, logger: silent, sqlitePath: runtimePaths(dataDir).databaseFile });
  const ids = createRandomIdSource(systemClock);
  const at = new Date().toISOString();
  try {
    return await store.transaction(async (repositories) => {
      const groups = await addGroups(repositories, { ids, groupCount, at });
      for (const [index, policyId] of policies.entries()) {
        const groupId = groups[index % groups.length];
        if (groupId === undefined || (index + Math.floor(index / groups.length)) % hiddenEvery === hiddenEvery - 1) continue;
        await repositories.access.addGrant({
          policyId,
          principal: { kind: 'group', groupId },
          right: 'read',
          validFrom: at,
          validTo: null,
        });
      }
      const inEveryGroup = await addPerson(repositories, ids.userId(), { groups, at });
      const tokens: string[] = [];
      for (let person = 0; person < peopleCount; person += 1) {
        const own = Array.from({ length: groupsOfOne }, (_group, step) => groups[(person * 7 + step * 41) % groups.length] ?? groups[0]);
        const userId = await addPerson(repositories, ids.userId(), { groups: own.filter((id) => id !== undefined), at });
        tokens.push(await addLink(repositories, userId));
      }
      return { inEveryGroup, tokens };
    });
  } finally {
    await store.close();
  }
}

async function addGroups(
  { access }: Repositories,
  { ids, groupCount, at }: { readonly ids: ReturnType<typeof createRandomIdSource>; readonly groupCount: number; readonly at: string },
): Promise<readonly GroupId[]> {
  const groups: GroupId[] = [];
  for (let index = 0; index < groupCount; index += 1) {
    const id = ids.groupId();
    await access.createGroup({ id, name: `Group ${index}`, createdAt: at });
    groups.push(id);
  }
  return groups;
}

async function addPerson(
  { access, identity }: Repositories,
  id: UserId,
  { groups, at }: { readonly groups: readonly GroupId[]; readonly at: string },
): Promise<UserId> {
  await identity.createUser({ id, name: 'A Reader', email: `${id}@example.com`, createdAt: at });
  await identity.grantRole(id, 'employee', at);
  for (const groupId of groups) await access.addGroupMember(groupId, id, at);
  return id;
}

async function addLink({ identity }: Repositories, userId: UserId): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const tokenSha256 = createHash('sha256').update(token).digest('hex');
  await identity.createSignInLink({ tokenSha256, userId, expiresAt: new Date(Date.now() + linkLifeMs).toISOString() });
  return token;
}
