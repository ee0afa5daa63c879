import type { DocumentView } from '@carrel/contract';
import { useCallback, useMemo, useState } from 'react';

export interface DocumentSelection {
  /** Those of the chosen ones that are in the list now, in its order. */
  readonly chosen: readonly DocumentView[];
  readonly has: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  readonly clear: () => void;
}

/** Documents that are chosen to do something with all of them. What leaves the list is chosen no more. */
export function useDocumentSelection(items: readonly DocumentView[]): DocumentSelection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => (ids.size === 0 ? [] : items.filter(({ id }) => ids.has(id))), [items, ids]);
  const toggle = useCallback(
    (id: string) =>
      setIds((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  return { chosen, has: (id) => ids.has(id), toggle, clear: () => setIds(new Set()) };
}
