import { ScimError } from './scim-error.ts';
import { type PatchOperation, scimUrns, type UserBody, userBodySchema } from './scim-schemas.ts';

/**
 * The user after the operations of a PATCH (RFC 7644 §3.5.2), with what Okta and Entra ID make of it: values without a
 * path, dotted paths as names, "True" for true, and `emails[type eq "work"].value`. Attributes that we do not keep are
 * passed over.
 * @throws ScimError invalidValue, invalidPath.
 */
export function patchUser(current: UserBody, operations: readonly PatchOperation[]): UserBody {
  // Of the wire: checked as a whole at the end.
  let user: Record<string, unknown> = { ...current };
  for (const { op, path, value } of operations) {
    if (path !== null && path !== undefined && path !== '') user = changed(user, path, op === 'remove' ? null : value);
    else if (op === 'remove') throw new ScimError(400, 'expected a path of what is to be removed', 'noTarget');
    else for (const [name, one] of Object.entries(recordOf(value))) user = changed(user, name, one);
  }
  const parsed = userBodySchema.safeParse(user);
  if (!parsed.success) throw new ScimError(400, 'expected values as the schema of users has them', 'invalidValue');
  return parsed.data;
}

const plainNames = new Map(
  ['externalId', 'userName', 'displayName', 'active', 'emails', 'name'].map((name) => [name.toLowerCase(), name] as const),
);
const namePart = /^name\.(givenName|familyName|formatted)$/i;
const workEmail = /^emails(\[[^\]]*\])?(\.value)?$/i;

function changed(user: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> {
  const local = path.replace(new RegExp(`^${scimUrns.user}:`, 'i'), '');
  const part = namePart.exec(local)?.[1];
  if (part !== undefined) return withName(user, { [namePartOf(part)]: value });
  const plain = plainNames.get(local.toLowerCase());
  if (plain === 'name') return withName(user, value);
  if (plain === 'emails' && Array.isArray(value)) return { ...user, emails: value };
  if (workEmail.test(local)) return { ...user, emails: value === null ? null : [{ value, type: 'work', primary: true }] };
  return plain === undefined ? user : { ...user, [plain]: value };
}

function namePartOf(word: string): string {
  return ['givenName', 'familyName', 'formatted'].find((one) => one.toLowerCase() === word.toLowerCase()) ?? word;
}

function withName(user: Record<string, unknown>, parts: unknown): Record<string, unknown> {
  return { ...user, name: { ...recordOf(user['name'] ?? {}), ...recordOf(parts ?? {}) } };
}

function recordOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.fromEntries(Object.entries(value));
  throw new ScimError(400, 'expected an object of attributes', 'invalidValue');
}
