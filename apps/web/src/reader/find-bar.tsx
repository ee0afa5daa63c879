import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { inputLook } from '../ui/field.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import type { DocumentFind } from './use-document-find.ts';

/** Looks for words within the document. Enter goes to the next place, Shift + Enter back, Esc ends it. */
export function FindBar({ find }: { readonly find: DocumentFind }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.desk.find;
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const { count, index } = find;
  const state = find.query.trim() === '' ? '' : count === 0 ? words.none : words.place(format.number(index + 1), format.number(count));
  return (
    <search className="flex shrink-0 items-center gap-1 border-b border-line px-2 py-1 pair:pl-5">
      <input
        ref={ref}
        type="search"
        value={find.query}
        maxLength={200}
        aria-label={words.label}
        placeholder={words.label}
        onChange={(event) => find.look(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') find.close();
          else if (event.key === 'Enter') find.step(event.shiftKey ? -1 : 1);
          else return;
          event.preventDefault();
        }}
        className={`${inputLook} h-8 min-w-0 flex-1`}
      />
      <span role="status" className="figures px-1 text-small whitespace-nowrap text-soft">
        {state}
      </span>
      <IconButton label={words.previous} keyHint="⇧ ↵" disabled={count === 0} onClick={() => find.step(-1)}>
        <ChevronUp aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={words.next} keyHint="↵" disabled={count === 0} onClick={() => find.step(1)}>
        <ChevronDown aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={words.close} keyHint="Esc" onClick={find.close}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </search>
  );
}
