import { routes } from '@carrel/contract';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import type { Search } from './search.ts';

export function createSearchHandler(search: Search): BoundRoute {
  return handle(routes.search, ({ caller, body, signal }) => search(caller, body, signal));
}
