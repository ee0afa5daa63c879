import { useState } from 'react';

const firstPassages = 20;
const mostPassages = 200;

/** How many passages are asked for; back to the first number with each new search. */
export function useSearchLimit(query: string | null, collections: string | null) {
  const search = `${query}\n${collections}`;
  const [grown, setGrown] = useState({ search, limit: firstPassages });
  const limit = grown.search === search ? grown.limit : firstPassages;
  return { limit, canShowMore: limit < mostPassages, showMore: () => setGrown({ search, limit: Math.min(mostPassages, limit * 2) }) };
}
