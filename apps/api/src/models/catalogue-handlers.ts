import { routes } from '@carrel/contract';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { catalogueView } from './catalogue-view.ts';
import type { FitDeps, FitOptions } from './fit-models.ts';
import { fitModels } from './fit-models.ts';

/** What models there are to choose from, and what fits. */
export function createCatalogueHandlers(deps: FitDeps, options: FitOptions): readonly BoundRoute[] {
  return [
    handle(routes.listCatalogue, async () => ({ items: (await deps.readCatalogue()).map(catalogueView) })),
    handle(routes.fitModels, async ({ query }) => ({ items: [...(await fitModels(deps, options, query))] })),
  ];
}
