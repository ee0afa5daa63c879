import type { AuditTrail } from '@carrel/audit';
import type { Actor, Clock, IdSource, Repositories, Role, User } from '@carrel/core';
import { isoTime } from '@carrel/core';

const ownerRoles: readonly Role[] = ['admin', 'curator', 'employee', 'compliance'];
/** Until set-up. The domain can belong to nobody (RFC 2606 §2). */
const placeholder = { name: 'Owner', email: 'owner@carrel.invalid' };

/** The user who owns the data folder; made at the very first start. */
export async function ensureOwner(
  transaction: Repositories,
  { audit, clock, ids }: { readonly audit: AuditTrail; readonly clock: Clock; readonly ids: IdSource },
  actor: Actor,
): Promise<User> {
  const existing = await transaction.identity.findOwner();
  if (existing !== null) return existing;
  const at = isoTime(clock);
  const userId = ids.userId();
  await transaction.identity.createUser({ id: userId, ...placeholder, createdAt: at });
  await audit.record(transaction, actor, { type: 'user.provisioned', userId, ...placeholder });
  for (const role of ownerRoles) {
    await transaction.identity.grantRole(userId, role, at);
    await audit.record(transaction, actor, { type: 'role.granted', userId, role });
  }
  await transaction.identity.setOwner(userId);
  return { id: userId, kind: 'person', ...placeholder, roles: ownerRoles, isActive: true, createdAt: at, lastSignInAt: null };
}
