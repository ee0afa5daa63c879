import type { DocumentText } from '@carrel/contract';
import { ListTree } from 'lucide-react';
import { useMemo } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { outlineOf } from './outline-of.ts';
import { useReader } from './reader-context.tsx';

const indents = ['', 'ps-4', 'ps-8', 'ps-12'] as const;

/** The headings of the document, each a link to its place. Absent where there are none to choose from. */
export function OutlineMenu({ document }: { readonly document: DocumentText }) {
  const messages = useMessages();
  const reader = useReader();
  const headings = useMemo(() => outlineOf(document), [document]);
  if (headings.length < 2) return null;
  const { documentId, versionId } = document;
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={messages.desk.find.outline}
          title={messages.desk.find.outline}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-box text-soft hover:bg-hover hover:text-ink"
        >
          <ListTree aria-hidden className="size-4" />
        </button>
      }
    >
      {headings.map(({ start, end, depth, text }) => (
        <MenuItem key={start} onSelect={() => reader.open({ documentId, versionId, span: { start, end } })}>
          <span className={`max-w-80 truncate ${indents[depth] ?? 'ps-12'}`}>{text}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}
