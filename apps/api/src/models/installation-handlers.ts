import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import type { FitDeps, FitOptions } from './fit-models.ts';
import { fitModels } from './fit-models.ts';
import type { ModelInstaller } from './model-installer.ts';
import { orderImport, orderPull } from './order-model.ts';

export interface InstallationDeps extends FitDeps {
  readonly installer: ModelInstaller;
}

/** Bringing models in: by name from the sources, or from a file of this machine. */
export function createInstallationHandlers(
  deps: InstallationDeps,
  options: FitOptions & { readonly isOffline: boolean },
): readonly BoundRoute[] {
  const { installer, readCatalogue } = deps;
  return [
    handle(routes.listInstallations, async () => ({ items: [...installer.list()] })),
    handle(routes.pullModel, async ({ caller, body }) => {
      const order = orderPull(body, await readCatalogue(), options);
      await requireRoom(deps, options, order.name);
      return installer.start(order, { actor: caller.actor, userId: caller.userId });
    }),
    handle(routes.importModel, async ({ caller, body }) =>
      installer.start(await orderImport(body, await readCatalogue()), { actor: caller.actor, userId: caller.userId }),
    ),
    handle(routes.cancelInstallation, async ({ params }) => {
      if (!installer.cancel(params.name)) throw new CarrelError('NOT_FOUND');
      return { ok: true as const };
    }),
  ];
}

/** Nothing is fetched that would not be loaded. @throws MODEL_DOES_NOT_FIT. */
async function requireRoom(deps: FitDeps, options: FitOptions, name: string): Promise<void> {
  const [fit] = await fitModels(deps, options, { name });
  if (fit?.verdict === 'none') throw new CarrelError('MODEL_DOES_NOT_FIT', { message: `The model "${name}" ${fit.sentence}.` });
}
