import type { ApiKeyId, UserId } from './ids.ts';

export const roles = ['employee', 'curator', 'admin', 'compliance', 'compliance-unseal'] as const;
export type Role = (typeof roles)[number];

export const apiKeyScopes = ['ask', 'search', 'documents:read', 'documents:write', 'admin', 'audit:read', 'scim'] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

export const channels = ['web', 'cli', 'api', 'slack', 'mcp', 'openai', 'system'] as const;
export type Channel = (typeof channels)[number];

/** Somebody whom grants can name. `system` is Carrel itself (a worker); it has no grants and reads nothing as a person. */
export type Principal = { readonly kind: 'user'; readonly userId: UserId } | { readonly kind: 'system'; readonly name: string };

/** What began a session. */
export const sessionMethods = ['password', 'sign-in-link', 'oidc', 'passkey'] as const;
export type SessionMethod = (typeof sessionMethods)[number];

/** How the actor proved who they are: what the record says about a session or key. */
export interface Authentication {
  readonly method: SessionMethod | 'api-key' | 'data-folder-owner' | 'process' | 'slack-link';
  /** Whether a second factor was asked for and given when the session began. */
  readonly isMultiFactor?: boolean;
  /** Opaque reference of the session, never its token. */
  readonly sessionRef?: string;
  readonly apiKeyId?: ApiKeyId;
  /** The link between the person and the Slack account that they ask from, and the workspace that it is in. */
  readonly slack?: { readonly linkId: string; readonly teamId: string };
  /** Undefined: all that the roles allow. */
  readonly scopes?: readonly ApiKeyScope[];
}

/**
 * Who acts, for whom, and who will read the output.
 *
 * Retrieval serves only what **every** principal of `audience` may read. For a person at the web page the audience is
 * that person alone; for an answer posted into a channel it is everybody in the channel.
 */
export interface Actor {
  readonly principal: Principal;
  /** Set when a service acts for a person: rights are the person's. */
  readonly onBehalfOf?: Principal;
  readonly audience: readonly Principal[];
  readonly roles: readonly Role[];
  readonly channel: Channel;
  readonly authentication: Authentication;
  /** Id of the request that caused the act; the same in logs, problems and audit events. */
  readonly requestId: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
}

/** The actor for what a worker does of its own accord. */
export function systemActor(name: string, requestId: string): Actor {
  const principal: Principal = { kind: 'system', name };
  return { principal, audience: [], roles: [], channel: 'system', authentication: { method: 'process' }, requestId };
}

/**
 * The users who must all be allowed to read what an act puts out: the audience, and the person who acts or is acted for.
 *
 * Empty means that nothing may be served: nobody is in the audience, or somebody in it, or the one who acts, is not a
 * user and so has no grants. Without duplicates, in the order of the audience.
 */
export function readersOf(actor: Actor): readonly UserId[] {
  const readers = new Set<UserId>();
  if (actor.audience.length === 0) return [];
  for (const principal of [...actor.audience, actor.onBehalfOf ?? actor.principal]) {
    if (principal.kind !== 'user') return [];
    readers.add(principal.userId);
  }
  return [...readers];
}
