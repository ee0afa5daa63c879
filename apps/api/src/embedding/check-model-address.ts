import { CarrelError } from '@carrel/core';
import { createNetworkPolicy, isModelAddress, parseModelAddress, systemNameLookup } from '@carrel/models';
import type { ApiConfig } from '@carrel/runtime';

/**
 * Whether a word is the address of a model server, and one that documents may be sent to.
 * @throws MODEL_URL_REFUSED, INVALID_REQUEST.
 */
export async function checkModelAddress(setting: string, { models }: Pick<ApiConfig, 'models'>): Promise<boolean> {
  if (!isModelAddress(setting)) return false;
  const address = parseModelAddress(setting);
  if (address.kind !== 'http' || address.baseUrl.password !== '' || address.baseUrl.username !== '')
    throw new CarrelError('INVALID_REQUEST', { message: 'expected an http or https address without a user and password' });
  const policy = createNetworkPolicy(systemNameLookup, { allowRemote: models.isRemoteAllowed, offline: models.isOffline });
  await policy.resolve(address.baseUrl.hostname);
  return true;
}
