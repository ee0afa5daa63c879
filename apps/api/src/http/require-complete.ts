import type { Route } from '@carrel/contract';
import type { BoundRoute } from './bind-route.ts';

/**
 * Proves at start that the contract and what serves it are the same: each route exactly once, public ones as public.
 * @throws Error that names every difference. The API does not start then.
 */
export function requireComplete(routes: Readonly<Record<string, Route>>, bound: readonly BoundRoute[]): void {
  const problems: string[] = [];
  for (const [name, route] of Object.entries(routes)) {
    const found = bound.filter((one) => one.route === route);
    if (found.length !== 1) problems.push(`${name}: expected one handler, found ${found.length}`);
    if (found.some((one) => one.isPublic === (route.access.kind === 'signed-in')))
      problems.push(`${name}: access rule and handler differ on whether there is a caller`);
  }
  const known = new Set<Route>(Object.values(routes));
  for (const one of bound)
    if (!known.has(one.route)) problems.push(`${one.route.method} ${one.route.path}: a handler for a route that is not in the contract`);
  if (problems.length > 0) throw new Error(`The API does not serve its contract:\n${problems.join('\n')}`);
}
