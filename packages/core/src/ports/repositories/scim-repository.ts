import type { UserId } from '../../ids.ts';

export const scimKinds = ['user', 'group'] as const;
export type ScimKind = (typeof scimKinds)[number];

/** What an identity provider knows of a person or group that it keeps here, beside what Carrel itself knows. */
export interface ScimResource {
  /** Whose key it was made with. No other provider sees or changes it. */
  readonly providerId: UserId;
  readonly kind: ScimKind;
  /** The id of the user or group. */
  readonly localId: string;
  /** How the provider calls it; null when it has not said. */
  readonly externalId: string | null;
  /** Of a user: the name that the provider signs them in by. Null for groups. */
  readonly userName: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When the provider deleted it: it is gone for the provider, and comes back as itself when it is made again. */
  readonly deletedAt: string | null;
}

/** What lists are narrowed to. Undefined: anything. */
export interface ScimMatch {
  readonly localId?: string;
  readonly externalId?: string;
  /** Without regard to case. */
  readonly userName?: string;
}

export interface ScimRepository {
  /** Makes it, or replaces what is known of the same user or group. */
  save(resource: ScimResource): Promise<void>;
  /** Also one that was deleted. Null: no such one of this provider. */
  find(providerId: UserId, kind: ScimKind, match: ScimMatch): Promise<ScimResource | null>;
  /** Those that are not deleted, oldest first, with how many there are in all. */
  list(
    providerId: UserId,
    kind: ScimKind,
    page: { readonly match: ScimMatch; readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly items: readonly ScimResource[] }>;
}
