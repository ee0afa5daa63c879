import type { DocumentView } from '@carrel/contract';
import { useCallback, useMemo, useState } from 'react';

export interface DocumentSelection {
  readonly chosen: readonly DocumentView[];
  readonly ids: ReadonlySet<string>;
  readonly toggle: (document: DocumentView) => void;
  readonly clear: () => void;
}

/**
 * Documents that are chosen to do something with all of them, also when they are scrolled away.
 * @param listName of which list; what was chosen in another one is chosen no more.
 */
export function useDocumentSelection(listName: string): DocumentSelection {
  const [state, setState] = useState<{ readonly listName: string; readonly documents: ReadonlyMap<string, DocumentView> }>({
    listName,
    documents: new Map(),
  });
  if (state.listName !== listName) setState({ listName, documents: new Map() });
  const { documents } = state;
  const toggle = useCallback(
    (document: DocumentView) =>
      setState((before) => {
        const next = new Map(before.documents);
        if (!next.delete(document.id)) next.set(document.id, document);
        return { ...before, documents: next };
      }),
    [],
  );
  const clear = useCallback(() => setState((before) => ({ ...before, documents: new Map() })), []);
  return useMemo(() => ({ chosen: [...documents.values()], ids: new Set(documents.keys()), toggle, clear }), [documents, toggle, clear]);
}
