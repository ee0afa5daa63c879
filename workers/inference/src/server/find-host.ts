import { CarrelError } from '@carrel/core';
import type { EngineRole } from '../engine/engine-protocol.ts';
import type { ModelHost } from '../host/model-host.ts';

/**
 * The model that a request means: of the name, if it gives one, and of the role, if the route needs one.
 * @throws MODEL_NOT_FOUND
 */
export function findHost(
  hosts: readonly ModelHost[],
  wanted: { readonly name: string | undefined; readonly role?: EngineRole },
): ModelHost {
  const candidates = hosts.filter((host) => wanted.role === undefined || host.role === wanted.role);
  const found = wanted.name === undefined ? candidates[0] : candidates.find((host) => host.describe().id === wanted.name);
  if (found !== undefined) return found;
  const role = wanted.role === undefined ? '' : ` for the role "${wanted.role}"`;
  const name = wanted.name === undefined ? 'model' : `model "${wanted.name.slice(0, 200)}"`;
  throw new CarrelError('MODEL_NOT_FOUND', { message: `this worker has no ${name}${role}` });
}
