import { z } from 'zod';
import { ScimError } from './scim-error.ts';
import { groupBodySchema, memberSchema, type PatchOperation } from './scim-schemas.ts';

export interface GroupChange {
  readonly displayName?: string;
  readonly externalId?: string | null;
  readonly members: ReadonlySet<string>;
}

const oneMember = /^members\[\s*value\s+eq\s+"([^"]+)"\s*\]$/i;
const membersSchema = z.union([z.array(memberSchema).max(10_000), memberSchema.transform((one) => [one])]);

/** What the operations of a PATCH make of a group. Members that are named twice are there once. @throws ScimError. */
export function patchGroup(members: readonly string[], operations: readonly PatchOperation[]): GroupChange {
  let change: GroupChange = { members: new Set(members) };
  for (const operation of operations) change = changed(change, operation);
  return change;
}

function changed(change: GroupChange, { op, path, value }: PatchOperation): GroupChange {
  const single = oneMember.exec(path ?? '')?.[1];
  if (single !== undefined && op === 'remove') return { ...change, members: new Set([...change.members].filter((one) => one !== single)) };
  switch ((path ?? '').toLowerCase()) {
    case '':
      return withAttributes(change, op, value);
    case 'members':
      return { ...change, members: membersAfter(change.members, op, value) };
    case 'displayname':
      return { ...change, displayName: textOf(value) };
    case 'externalid':
      return { ...change, externalId: op === 'remove' ? null : textOf(value) };
    default:
      throw new ScimError(400, 'expected one of the paths members, displayName, externalId', 'invalidPath');
  }
}

function withAttributes(change: GroupChange, op: PatchOperation['op'], value: unknown): GroupChange {
  const parsed = groupBodySchema.partial().safeParse(value);
  if (op === 'remove' || !parsed.success) throw new ScimError(400, 'expected attributes of a group', 'invalidValue');
  const { displayName, externalId, members } = parsed.data;
  return {
    ...change,
    ...(displayName !== undefined && { displayName }),
    ...(externalId !== undefined && { externalId }),
    ...(members !== undefined && members !== null && { members: membersAfter(change.members, op, members) }),
  };
}

function membersAfter(members: ReadonlySet<string>, op: PatchOperation['op'], value: unknown): ReadonlySet<string> {
  if (op === 'remove' && (value === undefined || value === null)) return new Set();
  const parsed = membersSchema.safeParse(value);
  if (!parsed.success) throw new ScimError(400, 'expected members as [{"value": id}]', 'invalidValue');
  const named = parsed.data.map((one) => one.value);
  if (op === 'replace') return new Set(named);
  return op === 'add' ? new Set([...members, ...named]) : new Set([...members].filter((one) => !named.includes(one)));
}

function textOf(value: unknown): string {
  const parsed = groupBodySchema.shape.displayName.safeParse(value);
  if (!parsed.success) throw new ScimError(400, 'expected a text of 1 to 200 characters', 'invalidValue');
  return parsed.data;
}
