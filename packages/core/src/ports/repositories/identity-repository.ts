import type { ApiKeyScope, Role } from '../../actor.ts';
import type { ApiKeyId, UserId } from '../../ids.ts';

/** A service is a program that acts in its own name: it has keys and rights, and nobody signs in as it. */
export const userKinds = ['person', 'service'] as const;
export type UserKind = (typeof userKinds)[number];

export interface User {
  readonly id: UserId;
  readonly kind: UserKind;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly isActive: boolean;
  readonly createdAt: string;
  /** Null: never, or before this was kept. */
  readonly lastSignInAt: string | null;
}

export interface ApiKey {
  readonly id: ApiKeyId;
  readonly ownerId: UserId;
  readonly name: string;
  /** First characters, for recognising a key in a list. */
  readonly prefix: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

/**
 * People and how they prove who they are. better-auth reads and writes the same `user`, `session`, `account` and
 * `verification` tables through its own Kysely adapter; roles, keys and sign-in links are ours.
 */
export interface IdentityRepository {
  findUser(id: UserId): Promise<User | null>;
  findUserByEmail(email: string): Promise<User | null>;
  listUsers(): Promise<readonly User[]>;
  countUsers(): Promise<number>;
  createUser(user: {
    readonly id: UserId;
    readonly name: string;
    readonly email: string;
    readonly createdAt: string;
    /** Undefined: a person. */
    readonly kind?: UserKind;
  }): Promise<void>;
  /**
   * When somebody was not active stays known: they could read nothing then. Switching somebody off ends their sessions and
   * revokes their keys, which do not come back with them.
   */
  setActive(id: UserId, isActive: boolean): Promise<void>;
  /** @throws CONFLICT when the e-mail address belongs to somebody else. */
  updateUser(id: UserId, change: { readonly name: string; readonly email: string; readonly at: string }): Promise<void>;
  noteSignIn(id: UserId, at: string): Promise<void>;
  /** Whether the user can sign in with a password. */
  hasPassword(id: UserId): Promise<boolean>;
  /** Whether a second factor is asked for when the user signs in. */
  hasSecondFactor(id: UserId): Promise<boolean>;
  /** With its recovery codes. False: the user has none. */
  removeSecondFactor(id: UserId, at: string): Promise<boolean>;
  /** `passwordHash` in better-auth's form; replaces the one before. */
  setPasswordHash(id: UserId, passwordHash: string, at: string): Promise<void>;
  grantRole(userId: UserId, role: Role, at: string): Promise<void>;
  revokeRole(userId: UserId, role: Role, at: string): Promise<void>;
  /** The user who owns the data folder: whom the command line on this machine acts as. Null before set-up. */
  findOwner(): Promise<User | null>;
  setOwner(userId: UserId): Promise<void>;
  createApiKey(key: {
    readonly id: ApiKeyId;
    readonly ownerId: UserId;
    readonly name: string;
    readonly prefix: string;
    readonly keySha256: string;
    readonly scopes: readonly ApiKeyScope[];
    readonly createdAt: string;
    readonly expiresAt: string | null;
  }): Promise<void>;
  /** A live key (not revoked, not expired at `at`) by the SHA-256 of its secret. */
  findApiKey(keySha256: string, at: string): Promise<ApiKey | null>;
  listApiKeys(ownerId: UserId): Promise<readonly ApiKey[]>;
  /** The keys of everybody, newest first. */
  listAllApiKeys(): Promise<readonly ApiKey[]>;
  revokeApiKey(id: ApiKeyId, ownerId: UserId, at: string): Promise<boolean>;
  touchApiKey(id: ApiKeyId, at: string): Promise<void>;
  createSignInLink(link: { readonly tokenSha256: string; readonly userId: UserId; readonly expiresAt: string }): Promise<void>;
  /** Ends every link of the user that was not used. */
  endSignInLinks(userId: UserId): Promise<void>;
  /** Active people who can neither give a password nor sign in at a provider yet; with the end of their newest link that lasts at `at`. */
  listInvited(at: string): Promise<readonly { readonly userId: UserId; readonly expiresAt: string | null }[]>;
  /** One use: the row is gone afterwards. Null when unknown, used or expired at `at`. */
  consumeSignInLink(tokenSha256: string, at: string): Promise<UserId | null>;
}
