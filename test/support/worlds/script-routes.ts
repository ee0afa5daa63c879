import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '../require.ts';
import { calls, ofTheInstallation } from './calls.ts';
import type { ScriptRoute } from './run-batch.ts';

const accessSchema = z.object({ kind: z.string(), scope: z.string().nullable().optional(), roles: z.array(z.string()).optional() });
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string(), 'x-carrel-access': accessSchema }))),
});
type Access = z.infer<typeof accessSchema>;

/** Scopes of what no employee or curator may do. */
const foreignScopes = new Set(['admin', 'audit:read', 'scim']);

function isForViewers({ kind, scope, roles }: Access): boolean {
  if (kind === 'public') return true;
  if (roles !== undefined) return roles.includes('employee') || roles.includes('curator');
  return !foreignScopes.has(scope ?? '');
}

/** The routes of the OpenAPI document that an employee or a curator may call. */
export function viewerRoutes(): readonly ScriptRoute[] {
  const { paths } = documentSchema.parse(JSON.parse(readFileSync(join(repositoryRoot, 'docs', 'openapi.json'), 'utf8')));
  return Object.values(paths).flatMap((methods) =>
    Object.entries(methods).flatMap(([method, { operationId, 'x-carrel-access': access }]) =>
      isForViewers(access) ? [{ name: operationId, method: method.toUpperCase() }] : [],
    ),
  );
}

/** Those of them that scripts call. */
export function scriptRoutes(): readonly ScriptRoute[] {
  return viewerRoutes().filter(({ name }) => name in calls);
}

/** Those of them that nobody has said anything about. */
export function forgottenRoutes(): readonly string[] {
  return viewerRoutes().flatMap(({ name }) => (name in calls || name in ofTheInstallation ? [] : [name]));
}
