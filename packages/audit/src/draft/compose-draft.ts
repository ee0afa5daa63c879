import type { AuditEventId, SealedField } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { AuditActor, AuditEvent } from '../events/audit-event.ts';
import { canonicalBytes } from '../leaf/canonical-bytes.ts';
import { maxContextItems, maxLeafBytes, type DraftLeaf, type Seal, type SealedFieldName } from '../leaf/leaf-schema.ts';
import { sealField } from '../sealing/seal-field.ts';
import { describeEvent } from './describe-event.ts';
import { actorPart, keyOwnerOf, originFields, originPart } from './draft-actor.ts';
import { authorisationPart, contextItems } from './draft-context.ts';
import { draftSchema, type Draft } from './draft.ts';
import type { EventBody, FieldToSeal } from './event-body.ts';
import type { ClockStamp } from './event-clock.ts';
import type { Vault } from './vault.ts';

export interface DraftInput {
  readonly event: AuditEvent;
  readonly actor: AuditActor;
  readonly eventId: AuditEventId;
  readonly stamp: ClockStamp;
  /** Which process tells of it, such as `api-1`. */
  readonly node: string;
}

export interface ComposedDraft {
  readonly draft: Draft;
  readonly sealed: readonly SealedField[];
}

/** Room for what the sequencer adds: `log`, `seq`, `prev`. */
const placeBytes = 512;

/**
 * Makes the draft of an event, and seals what must not stand in a leaf.
 * @throws INTERNAL when the event does not fit the log's schema: a mistake in the program, found before anything is written.
 */
export async function composeDraft(input: DraftInput, vault: Vault): Promise<ComposedDraft> {
  const { event, actor, eventId, stamp, node } = input;
  const body = await describeEvent(event, (userId) => vault.refOf(userId));
  // What is looked up is asked for together: within a transaction each question alone is a way to SQL and back.
  const [items, actorEntry, authorisation] = await Promise.all([
    contextItems(eventId, body.context, vault),
    actorPart(actor, body.onBehalfOf, vault),
    body.authorisation === null ? null : authorisationPart(body.authorisation, actor, vault),
    ...fieldsToSeal(body, actor, []).map(async (field) => vault.dataKey(await keyOwnerOf(field, { actor, body, time: stamp.time }, vault))),
  ]);
  const more = items.slice(maxContextItems);
  const seals: Partial<Record<SealedFieldName, Seal>> = {};
  const sealed: SealedField[] = [];
  for (const field of fieldsToSeal(body, actor, more)) {
    const dataKey = await vault.dataKey(await keyOwnerOf(field, { actor, body, time: stamp.time }, vault));
    const { seal, ciphertext } = sealField({ dataKey, eventId, field: field.field, value: field.value });
    seals[field.field] = seal;
    sealed.push({ eventId, field: field.field, ciphertext, dekId: dataKey.dekId });
  }
  const leaf: DraftLeaf = {
    v: 'carrel-audit/1',
    id: eventId,
    ...stamp,
    type: event.type,
    outcome: body.outcome,
    reason: body.reason,
    actor: actorEntry,
    origin: originPart(actor, node),
    ...body.parts,
    ...(items.length > 0 && { ctx: items.slice(0, maxContextItems) }),
    ...(more.length > 0 && { ctx_more: { s: 'ctx' as const, count: more.length } }),
    ...(authorisation !== null && { authz: authorisation }),
    ...(sealed.length > 0 && { sealed: seals }),
  };
  return { draft: checked({ leaf, more }), sealed };
}

function fieldsToSeal(body: EventBody, actor: AuditActor, more: readonly unknown[]): readonly FieldToSeal[] {
  const attachment: readonly FieldToSeal[] = more.length === 0 ? [] : [{ field: 'ctx', value: more, owner: { kind: 'actor' } }];
  return [...body.sealed, ...originFields(actor), ...attachment];
}

function checked(draft: Draft): Draft {
  const result = draftSchema.safeParse(draft);
  const { id, type } = draft.leaf;
  if (!result.success) {
    const where = result.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new CarrelError('INTERNAL', {
      message: `The event ${type} does not fit the audit log's schema at ${where}.`,
      cause: result.error,
      details: { type, eventId: id },
    });
  }
  const sizeBytes = canonicalBytes(draft.leaf).length + placeBytes;
  if (sizeBytes > maxLeafBytes) {
    throw new CarrelError('INTERNAL', {
      message: `Expected a leaf of at most ${maxLeafBytes} bytes, got ${sizeBytes} for ${type}.`,
      details: { type, sizeBytes },
    });
  }
  return result.data;
}
