import type { DocumentText } from '@carrel/contract';
import { useMemo, useState } from 'react';
import { useKey } from '../shell/use-key.ts';
import { findMatches } from './find-matches.ts';
import type { Mark } from './marked-pieces.ts';

export interface DocumentFind {
  readonly isOpen: boolean;
  readonly query: string;
  readonly count: number;
  /** Of the match that is shown, from 0. */
  readonly index: number;
  /** The matches, while something is looked for; else what was marked before. */
  readonly marks: readonly Mark[];
  readonly open: () => void;
  readonly close: () => void;
  readonly look: (query: string) => void;
  /** To the next match or back, round and round. */
  readonly step: (by: 1 | -1) => void;
}

/** Looking for words within the document that is open; in its extracted text, so it is the same for pages and for text. */
export function useDocumentFind(document: DocumentText | null, marks: readonly Mark[]): DocumentFind {
  const [isOpen, setOpen] = useState(false);
  const [{ query, index }, setLooked] = useState({ query: '', index: 0 });
  const text = document?.text ?? '';
  const matches = useMemo(() => (isOpen ? findMatches(text, query) : []), [isOpen, text, query]);
  const shown = useMemo(
    () => (matches.length === 0 ? marks : matches.map((match, at) => ({ ...match, isCurrent: at === index }))),
    [matches, index, marks],
  );
  useKey('f', () => {
    if (document) setOpen(true);
    return document !== null;
  });
  return {
    isOpen,
    query,
    count: matches.length,
    index,
    marks: shown,
    open: () => setOpen(true),
    close: () => setOpen(false),
    look: (next) => setLooked({ query: next, index: 0 }),
    step: (by) => setLooked({ query, index: matches.length === 0 ? 0 : (index + by + matches.length) % matches.length }),
  };
}
