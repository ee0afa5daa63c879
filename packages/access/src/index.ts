export { type Authorized } from './authorized.ts';
export { type Access, type AccessDeps, createAccess } from './create-access.ts';
export { hasRight, requireRight, requireRole } from './require-right.ts';
