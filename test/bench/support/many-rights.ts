import { randomBytes } from 'node:crypto';
import type { SqlRecordStore } from '@carrel/storage';
import { createRandomIdSource, systemClock } from '@carrel/runtime';
import { insertRows, type Row } from '../../support/worlds/sql-rows.ts';
import type { Place } from './filled-data-folder.ts';

/** A person with a session that lasts for the measurement. */
export interface SignedInPerson {
  readonly sessionToken: string;
}

export interface ManyRights {
  readonly places: readonly Place[];
  /** In every group. */
  readonly insider: SignedInPerson;
  /** Each in some groups. */
  readonly people: readonly SignedInPerson[];
}

export interface RightsSizes {
  readonly policies: number;
  readonly groups: number;
  readonly people: number;
}

/** Each policy is granted to so many groups, each person is in so many. */
const groupsPerPolicy = 5;
const groupsPerPerson = 20;
const begin = '2025-01-01T00:00:00.000Z';
const dayMs = 86_400_000;

/**
 * Policies, each granted to five groups; groups, every second inside the one before it; and signed-in people. With one
 * policy and no group, the insider has a grant of their own.
 */
export async function writeManyRights(store: SqlRecordStore, { policies, groups, people }: RightsSizes): Promise<ManyRights> {
  const ids = createRandomIdSource(systemClock);
  const made = Array.from({ length: policies }, (_, index) => ({ id: ids.policyId(), key: 10_000 + index }));
  const groupIds = Array.from({ length: groups }, () => ids.groupId());
  const persons = Array.from({ length: people + 1 }, () => ({ id: ids.userId(), sessionToken: randomBytes(16).toString('hex') }));
  const [insider] = persons;
  const [first] = made;
  if (insider === undefined || first === undefined) throw new Error('There is nobody, or no policy.');
  const collection = { id: ids.collectionId(), key: 10_000 };
  const grant = (policy: string, kind: 'user' | 'group', principal: string): Row => ({
    policy_id: policy,
    principal_kind: kind,
    principal_id: principal,
    access_right: 'read',
    valid_from: begin,
    valid_to: null,
  });
  const groupOf = (number: number) => groupIds[number % groups] ?? '';
  const member = (user: string, group: string): Row => ({ group_id: group, user_id: user, valid_from: begin, valid_to: null });
  const outer = (index: number) => (index % 2 === 1 ? groupIds[index - 1] : undefined);
  const now = new Date().toISOString();
  const ends = new Date(Date.now() + dayMs).toISOString();
  const tables = new Map<string, readonly Row[]>([
    [
      'user',
      persons.map(({ id }) => ({
        id,
        name: 'Bench',
        email: `${id}@example.com`,
        emailVerified: 1,
        image: null,
        createdAt: begin,
        updatedAt: begin,
        isActive: 1,
        kind: 'person',
      })),
    ],
    ['role_grant', persons.map(({ id }) => ({ user_id: id, role: 'employee', valid_from: begin, valid_to: null }))],
    [
      'session',
      persons.map(({ id, sessionToken }) => ({
        id: `ses_${sessionToken}`,
        expiresAt: ends,
        token: sessionToken,
        createdAt: now,
        updatedAt: now,
        ipAddress: '127.0.0.1',
        userAgent: 'bench',
        userId: id,
        method: 'password',
        confirmedAt: now,
        isMultiFactor: 0,
      })),
    ],
    ['user_group', groupIds.map((id) => ({ id, name: `Group ${id}`, created_at: begin }))],
    [
      'group_member',
      groups === 0
        ? []
        : [
            ...groupIds.map((id) => member(insider.id, id)),
            ...persons
              .slice(1)
              .flatMap(({ id }, person) =>
                Array.from({ length: groupsPerPerson }, (_, step) => member(id, groupOf(person * 7 + step * 11))),
              ),
          ],
    ],
    [
      'group_nesting',
      groupIds.flatMap((id, index) => {
        const inside = outer(index);
        return inside === undefined ? [] : [{ group_id: id, outer_id: inside, valid_from: begin, valid_to: null }];
      }),
    ],
    [
      'group_closure',
      groupIds.flatMap((id, index) => {
        const inside = outer(index);
        return [id, ...(inside === undefined ? [] : [inside])].map((ancestor) => ({
          group_id: id,
          ancestor_id: ancestor,
          valid_from: begin,
          valid_to: null,
        }));
      }),
    ],
    ['policy', made.map(({ id, key }) => ({ id, key, name: `Policy ${key}`, label: 'internal', is_strict: 0, created_at: begin }))],
    [
      'policy_grant',
      groups === 0
        ? [grant(first.id, 'user', insider.id)]
        : made.flatMap(({ id }, index) =>
            Array.from({ length: groupsPerPolicy }, (_, step) => grant(id, 'group', groupOf(index + step * 37))),
          ),
    ],
    [
      'collection',
      [
        {
          id: collection.id,
          key: collection.key,
          name: 'Bench',
          description: '',
          default_policy_id: first.id,
          created_at: begin,
          deleted_at: null,
        },
      ],
    ],
  ]);
  await insertRows(store.kysely, tables);
  return { places: made.map((policy) => ({ policy, collection })), insider, people: persons.slice(1) };
}
