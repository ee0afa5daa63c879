import type { ModelView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';

/** The models on this machine and in use; made in `compose.ts` from the inventory and what the inference worker says. */
export type ListModels = () => Promise<readonly ModelView[]>;

export function createModelHandlers(listModels: ListModels): readonly BoundRoute[] {
  return [handle(routes.listModels, async () => ({ items: [...(await listModels())] }))];
}
