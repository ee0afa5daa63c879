import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';

/** The id of the collection with this name or id; undefined stays undefined. @throws NOT_FOUND. */
export async function findCollectionId(client: CarrelClient, nameOrId: string | undefined): Promise<string | undefined> {
  if (nameOrId === undefined) return undefined;
  const { items } = await client.call(routes.listCollections, {});
  const found = items.find((one) => one.id === nameOrId) ?? items.find((one) => one.name === nameOrId);
  if (found === undefined) throw new CarrelError('NOT_FOUND', { message: `There is no collection "${nameOrId}".` });
  return found.id;
}
