import type { UserId } from '@carrel/core';
import type { AuditOutcome, AuditReason } from '../catalogue/outcomes.ts';
import type { AuthorisationFacts, ContextPassage } from '../events/asking-events.ts';
import type { AuditEvent, RecordedEventType } from '../events/audit-event.ts';
import type { DraftLeaf, SealedFieldName } from '../leaf/leaf-schema.ts';

/** Whose key seals a field: the actor's (or of whom they act for), another person's, or a document's. */
export type SealOwner =
  | { readonly kind: 'actor' }
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'document'; readonly documentId: string };

export interface FieldToSeal {
  readonly field: SealedFieldName;
  /** Any JSON value. */
  readonly value: unknown;
  readonly owner: SealOwner;
}

/** Parts of the leaf that describe the event itself, as they stand in it. */
export type LeafParts = Omit<
  DraftLeaf,
  'v' | 'id' | 'time' | 'clk' | 'type' | 'outcome' | 'reason' | 'actor' | 'origin' | 'authz' | 'ctx' | 'ctx_more' | 'sealed'
>;

/** An event, translated: what goes into the leaf as it is, and what has to be sealed, salted or looked up first. */
export interface EventBody {
  readonly outcome: AuditOutcome;
  readonly reason: AuditReason;
  readonly parts: LeafParts;
  readonly sealed: readonly FieldToSeal[];
  readonly context: readonly ContextPassage[];
  readonly authorisation: AuthorisationFacts | null;
  /** A failed sign-in is about this person, though nobody has proved to be them: address and browser are sealed for them. */
  readonly subjectId: UserId | null;
  /** For whom Carrel itself acts. */
  readonly onBehalfOf: UserId | null;
}

/** Gives the pseudonym of a person. */
export type RefOf = (userId: UserId) => Promise<string>;

/** One translation for each type of event. */
export type EventDescribers<Types extends RecordedEventType> = {
  readonly [Type in Types]: (event: AuditEvent<Type>, refOf: RefOf) => EventBody | Promise<EventBody>;
};

/** A body with nothing out of the ordinary, changed where the event has more to say. */
export function eventBody(change: Partial<EventBody> = {}): EventBody {
  return {
    outcome: 'success',
    reason: 'OK',
    parts: {},
    sealed: [],
    context: [],
    authorisation: null,
    subjectId: null,
    onBehalfOf: null,
    ...change,
  };
}
