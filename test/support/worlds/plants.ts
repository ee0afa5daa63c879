import { CarrelError, type IndexCandidate, type IndexFilter } from '@carrel/core';
import type { LanceIndexReader } from '@carrel/storage';
import type { Side } from './side.ts';

/** Puts a mistake into a running API, as somebody could make it in its code, and gives what takes it out again. */
export type Plant = (side: Side) => () => void;

type Store = Side['api']['api']['composed']['store'];
const storeOf = (side: Side): Store => side.api.api.composed.store;

/** Replaces a method of an object for a while. */
function replace<Holder extends object, Name extends keyof Holder>(
  holder: Holder,
  name: Name,
  change: (original: Holder[Name]) => Holder[Name],
): () => void {
  const original = holder[name];
  holder[name] = change(original);
  return () => {
    holder[name] = original;
  };
}

/** Mistakes that each tell somebody of what they may not see. */
export const plants: Readonly<Record<string, Plant>> = {
  'a count of all documents instead of those that may be read': (side) => {
    const { kysely, read } = storeOf(side);
    return replace(read.documents, 'countByState', () => async () => {
      const rows = await kysely.selectFrom('document_version').select('state').execute();
      return Object.fromEntries([...Map.groupBy(rows, ({ state }) => state)].map(([state, all]) => [state, all.length]));
    });
  },

  '"forbidden" instead of "not found"': (side) => {
    const { documents } = storeOf(side).read;
    return replace(documents, 'findReadable', (original) => async (id, audience, at) => {
      const found = await original(id, audience, at);
      if (found === null && (await documents.find(id)) !== null) throw new CarrelError('FORBIDDEN');
      return found;
    });
  },

  'facets that count what the check has dropped': (side) => {
    const { kysely, read } = storeOf(side);
    return replace(read.documents, 'factsOf', (original) => async (ids) => {
      const all = await kysely.selectFrom('document').select('id').execute();
      return original(ids.length === 0 ? ids : all.map(({ id }) => id));
    });
  },

  'a number of documents in a collection with those that may not be read': (side) => {
    const { kysely, read } = storeOf(side);
    return replace(read.collections, 'listVisible', (original) => async (audience, at) => {
      const rows = await kysely.selectFrom('document').select('collection_id').execute();
      const visible = await original(audience, at);
      return visible.map((one) => ({ ...one, documentCount: rows.filter((row) => row.collection_id === one.id).length }));
    });
  },

  'an upload that is refused because something hidden lies there': (side) =>
    replace(
      storeOf(side),
      'transaction',
      (original) => (work) =>
        original((inside) => {
          const { documents } = inside;
          const listReadableAt: typeof documents.listReadableAt = async ({ collectionId, path }) => {
            const found = await documents.findByPath(collectionId, path);
            return found === null ? [] : [found];
          };
          return work({ ...inside, documents: { ...documents, listReadableAt } });
        }),
    ),

  'ranks that count what may not be read': (side) => {
    rankingSide = side;
    return () => {
      rankingSide = null;
    };
  },
};

/** Whose index ranks over everything. */
let rankingSide: Side | null = null;

/** The index of a side in which the last mistake can be planted: a passage's score is its place among all, hidden ones included. */
export function withRankingMistake(index: LanceIndexReader): LanceIndexReader {
  type Query = { readonly filter: IndexFilter; readonly limit: number };
  const ranked = async <Asked extends Query>(query: Asked, search: (query: Asked) => Promise<readonly IndexCandidate[]>) => {
    const found = await search(query);
    if (rankingSide === null) return found;
    const policies = await storeOf(rankingSide).kysely.selectFrom('policy').select(['key', 'is_strict']).execute();
    const filter = {
      policyKeys: policies.map(({ key }) => key),
      zoneKeys: policies.flatMap(({ key, is_strict }) => (is_strict === 1 ? [key] : [])),
    };
    const all = await search({ ...query, filter, limit: 1_000 });
    const place = new Map(all.map((one, rank) => [`${one.generation} ${one.ordinal}`, rank]));
    return found.map((one) => ({ ...one, score: 1 / (60 + (place.get(`${one.generation} ${one.ordinal}`) ?? 0)) }));
  };
  return { ...index, textSearch: (query) => ranked(query, index.textSearch), vectorSearch: (query) => ranked(query, index.vectorSearch) };
}
