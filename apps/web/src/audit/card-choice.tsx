import type { DocumentCardView } from '@carrel/contract';
import { useDeferredValue, useState } from 'react';
import { useDocumentCards } from '../api/audit-queries.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { FindBox } from '../rights/find-box.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';

/** Collection and path, unless the document is called by its path. */
export function placeOfCard({ collectionName, path, title }: DocumentCardView): string {
  return path === title ? collectionName : `${collectionName} · ${path}`;
}

/** Finds a document by its name or id, also one that was deleted. */
export function CardChoice({ onChoose }: { readonly onChoose: (card: DocumentCardView) => void }) {
  const words = useAuditWords().seen;
  const [text, setText] = useState('');
  const cards = useDocumentCards(useDeferredValue(text.trim()));
  const items = cards.data?.items ?? [];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex">
        <FindBox label={words.find} value={text} onChange={setText} />
      </div>
      {cards.isPending && <SkeletonLines lines={5} />}
      {cards.isError && <FailureNote error={cards.error} onRetry={() => void cards.refetch()} />}
      {cards.data && items.length === 0 && <p className="text-soft">{words.noMatch}</p>}
      {items.length > 0 && (
        <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
          {items.map((card) => (
            <li key={card.id}>
              <button
                type="button"
                className="flex w-full items-center gap-3 px-4 py-2.5 text-start outline-offset-[-2px] hover:bg-hover/60"
                onClick={() => onChoose(card)}
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-ui font-medium">{card.title}</span>
                  <span className="block truncate text-small text-faint">{placeOfCard(card)}</span>
                </span>
                {card.deletedAt !== null && <span className="shrink-0 text-small text-danger">{words.deleted}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
