import type { ApiKeyId, ApiKeyScope, GroupId, Role, UserId } from '@carrel/core';

export interface IdentityEvents {
  'login.succeeded': { readonly userId: UserId };
  'login.failed': {
    /** The person whose sign-in was tried, if there is one. */
    readonly userId: UserId | null;
    /** What was typed as the name. Sealed. */
    readonly identifier: string | null;
    readonly reason: 'BAD_CREDENTIALS' | 'LINK_INVALID' | 'USER_INACTIVE' | 'RATE_LIMITED';
  };
  /** A one-time link was made that lets this person in. Its secret is nowhere. */
  'login.link_created': {
    readonly userId: UserId;
    /** Whether it goes by mail, besides to whoever made it. */
    readonly isMailed: boolean;
  };
  /** An account at an identity provider belongs to this person from now on, or no longer. The issuer is sealed. */
  'sso.linked': { readonly userId: UserId; readonly issuer: string };
  'sso.unlinked': { readonly userId: UserId; readonly issuer: string };
  /** A Slack account stands for this person from now on, or no longer. Its ids are sealed. */
  'slack.linked': { readonly userId: UserId; readonly account: string };
  'slack.unlinked': { readonly userId: UserId; readonly account: string };
  /** Somebody in Slack was turned away. */
  'slack.denied': {
    /** The person whom the account stands for; null: nobody. */
    readonly userId: UserId | null;
    readonly account: string;
    readonly reason: 'SLACK_NOT_LINKED' | 'SLACK_GUEST' | 'SLACK_FOREIGN' | 'SLACK_BOT' | 'SLACK_SHARED_CHANNEL' | 'USER_INACTIVE';
  };
  /** A second factor was set up or its recovery codes were made anew; or a passkey, which is both factors, was added. */
  'mfa.enrolled': { readonly userId: UserId };
  /** A passkey got another name, by which its owner knows it. The name is nowhere in the log. */
  'mfa.changed': { readonly userId: UserId; readonly change: 'renamed' };
  'mfa.removed': { readonly userId: UserId };
  /** The first factor was right and the second was not. */
  'mfa.failed': { readonly userId: UserId; readonly reason: 'BAD_CREDENTIALS' | 'RATE_LIMITED' };
  'session.revoked': {
    readonly sessionRef: string;
    readonly userId: UserId;
    readonly reason: 'SIGNED_OUT' | 'EXPIRED' | 'REVOKED_BY_ADMIN';
  };
  'apikey.created': { readonly apiKeyId: ApiKeyId; readonly ownerId: UserId; readonly scopes: readonly ApiKeyScope[] };
  'apikey.revoked': { readonly apiKeyId: ApiKeyId; readonly ownerId: UserId };
  'apikey.denied': {
    /** Null: no such key. */
    readonly apiKeyId: ApiKeyId | null;
    readonly reason: 'KEY_UNKNOWN' | 'KEY_EXPIRED' | 'KEY_REVOKED' | 'SCOPE_MISSING' | 'USER_INACTIVE';
  };
  /** A person or a service account was added. Name and address are sealed under their own key. */
  'user.provisioned': { readonly userId: UserId; readonly name: string; readonly email: string };
  'user.updated': { readonly userId: UserId; readonly name: string; readonly email: string };
  'user.deactivated': { readonly userId: UserId };
  'role.granted': { readonly userId: UserId; readonly role: Role };
  'role.revoked': { readonly userId: UserId; readonly role: Role };
  'group.changed': {
    readonly groupId: GroupId;
    readonly change: 'created' | 'renamed' | 'deleted' | 'member-added' | 'member-removed';
    /** Who joined or left: a person, or a group with all who are in it. */
    readonly member: { readonly kind: 'user'; readonly userId: UserId } | { readonly kind: 'group'; readonly groupId: GroupId } | null;
  };
}
