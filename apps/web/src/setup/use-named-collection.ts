import type { CollectionView } from '@carrel/contract';
import { useCollections, useCreateCollection } from '../api/document-queries.ts';

/** Finds the collection of a name, or makes it. `error`: why it could not be made. */
export function useNamedCollection(): {
  readonly find: (name: string) => Promise<CollectionView>;
  readonly error: unknown;
  readonly isWorking: boolean;
} {
  const collections = useCollections();
  const create = useCreateCollection();
  const find = async (name: string) => {
    const wanted = name.trim();
    const found = collections.data?.items.find((one) => one.canCurate && one.name.toLocaleLowerCase() === wanted.toLocaleLowerCase());
    return found ?? create.mutateAsync({ name: wanted, description: '' });
  };
  return { find, error: create.error, isWorking: create.isPending };
}
