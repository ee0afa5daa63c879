import type { CitationView } from '@carrel/contract';
import { createContext, useContext } from 'react';

/** The citations of the answer around; the chips in its text find theirs by number. */
export const CitationsContext = createContext<readonly CitationView[]>([]);

export function useCitation(number: number): CitationView | undefined {
  return useContext(CitationsContext).find((citation) => citation.number === number);
}
