import { useMemo } from 'react';
import type { DocumentFilter } from '../api/document-queries.ts';
import { useAddress } from '../shell/use-address.ts';
import type { StateChip } from './document-state.ts';
import { stateChipOf, stateChips } from './document-state.ts';

export interface ChosenFilter {
  readonly chip: StateChip;
  readonly collectionId: string | null;
  readonly text: string | null;
  /** Without the state: what the counts of the chips are made of. */
  readonly base: Omit<DocumentFilter, 'states'>;
  readonly whole: DocumentFilter;
  readonly isFiltered: boolean;
}

/** The filter that the address holds. */
export function useDocumentFilter(): ChosenFilter {
  const address = useAddress();
  const chip = stateChipOf(address.get('state'));
  const collectionId = address.get('in');
  const text = address.get('filter');
  return useMemo(() => {
    const base = { ...(collectionId !== null && { collectionId }), ...(text !== null && { text }) };
    const states = stateChips[chip];
    return {
      chip,
      collectionId,
      text,
      base,
      whole: { ...base, ...(states !== null && { states }) },
      isFiltered: chip !== 'all' || collectionId !== null || text !== null,
    };
  }, [chip, collectionId, text]);
}
