import { describe, expect, it } from 'vitest';
import type { ApiKeyScope, Role } from '@carrel/core';
import { anActor } from '../../../test/support/builders/an-actor.ts';
import { hasRight, requireRight, requireRole } from './require-right.ts';

const withKey = (roles: readonly Role[], scopes: readonly ApiKeyScope[]) =>
  anActor({ roles, authentication: { method: 'api-key', scopes } });

describe('requireRight', () => {
  it.each<[Role, ApiKeyScope, boolean]>([
    ['employee', 'ask', true],
    ['employee', 'documents:write', false],
    ['curator', 'documents:write', true],
    ['admin', 'audit:read', true],
    ['compliance', 'audit:read', true],
    ['compliance', 'ask', false],
    ['compliance', 'documents:read', false],
    ['compliance-unseal', 'search', false],
  ])('%s and %s: %s', (role, scope, expected) => {
    expect(hasRight(anActor({ roles: [role] }), scope)).toBe(expected);
  });

  it('narrows the roles of a key by its scopes and never widens them', () => {
    expect(hasRight(withKey(['admin'], ['search']), 'search')).toBe(true);
    expect(hasRight(withKey(['admin'], ['search']), 'admin')).toBe(false);
    expect(hasRight(withKey(['employee'], ['admin']), 'admin')).toBe(false);
    expect(hasRight(withKey(['admin'], []), 'ask')).toBe(false);
  });

  it('refuses with FORBIDDEN and names the right', () => {
    expect(() => requireRight(anActor(), 'admin')).toThrow(expect.objectContaining({ code: 'FORBIDDEN', details: { scope: 'admin' } }));
    expect(() => requireRight(anActor(), 'ask')).not.toThrow();
  });
});

describe('requireRole', () => {
  it('asks for the role and, of a key, for the scope too', () => {
    expect(() => requireRole(anActor({ roles: ['compliance'] }), ['compliance'], 'audit:read')).not.toThrow();
    expect(() => requireRole(anActor(), ['compliance'], 'audit:read')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(() => requireRole(withKey(['admin'], ['ask']), ['admin'], 'admin')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});
