import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';

export const defaultCollectionName = 'General';

/** The id of the collection with this name or id; a collection of the name is made when there is none. */
export async function findOrCreateCollection(client: CarrelClient, nameOrId: string): Promise<string> {
  const { items } = await client.call(routes.listCollections, {});
  const found = items.find((one) => one.id === nameOrId) ?? items.find((one) => one.name === nameOrId);
  return found?.id ?? (await client.call(routes.createCollection, { body: { name: nameOrId } })).id;
}
