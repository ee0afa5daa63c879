import type { Principal, UserId } from '@carrel/core';
import type { AuditActor } from '../events/audit-event.ts';
import type { DraftLeaf } from '../leaf/leaf-schema.ts';
import type { KeyOwner } from '../sealing/data-keys.ts';
import type { EventBody, FieldToSeal } from './event-body.ts';
import type { Vault } from './vault.ts';

/** Who acted, by pseudonym. `onBehalfOf` is for whom Carrel itself acts in this event. */
export async function actorPart(actor: AuditActor, onBehalfOf: UserId | null, vault: Vault): Promise<DraftLeaf['actor']> {
  if (!('authentication' in actor)) return { kind: 'anonymous', ref: 'anonymous', sess: null, auth: [], via: null, obo: null };
  const { authentication } = actor;
  const behalf: Principal | undefined = onBehalfOf === null ? actor.onBehalfOf : { kind: 'user', userId: onBehalfOf };
  return {
    kind: actor.principal.kind,
    ref: await principalRef(actor.principal, vault),
    sess: authentication.sessionRef ?? null,
    auth: [authentication.method, ...(authentication.isMultiFactor === true ? (['mfa'] as const) : [])],
    via: authentication.apiKeyId ?? (authentication.slack === undefined ? null : `slack:${authentication.slack.teamId}`),
    obo: behalf === undefined ? null : await principalRef(behalf, vault),
  };
}

export function originPart(actor: AuditActor, node: string): DraftLeaf['origin'] {
  return {
    channel: actor.channel,
    node,
    req: actor.requestId,
    ...(actor.ipAddress !== undefined && { ip: { s: 'ip' as const } }),
    ...(actor.userAgent !== undefined && { ua: { s: 'ua' as const } }),
  };
}

/** Address and browser are personal data with a life of their own, so each is a field of its own. */
export function originFields(actor: AuditActor): readonly FieldToSeal[] {
  const owner = { kind: 'actor' } as const;
  return [
    ...(actor.ipAddress === undefined ? [] : [{ field: 'ip' as const, value: actor.ipAddress, owner }]),
    ...(actor.userAgent === undefined ? [] : [{ field: 'ua' as const, value: actor.userAgent, owner }]),
  ];
}

/**
 * Whose key seals a field. What a service does for a person belongs to the person. Nobody's data (a failed sign-in under an
 * unknown name) is sealed under a key of the month, so that it can be erased by age.
 */
export async function keyOwnerOf(
  field: FieldToSeal,
  source: { readonly actor: AuditActor; readonly body: EventBody; readonly time: string },
  vault: Vault,
): Promise<KeyOwner> {
  if (field.owner.kind === 'document') return { kind: 'document', ref: field.owner.documentId };
  if (field.owner.kind === 'user') return { kind: 'subject', ref: await vault.refOf(field.owner.userId) };
  const { actor, body, time } = source;
  if (body.subjectId !== null) return { kind: 'subject', ref: await vault.refOf(body.subjectId) };
  if (!('authentication' in actor)) return { kind: 'subject', ref: `anon_${time.slice(0, 7)}` };
  return { kind: 'subject', ref: await principalRef(actor.onBehalfOf ?? actor.principal, vault) };
}

export async function principalRef(principal: Principal, vault: Vault): Promise<string> {
  return principal.kind === 'user' ? vault.refOf(principal.userId) : `sys_${principal.name}`;
}
