import type { Me } from '@carrel/contract';
import { Command } from 'cmdk';
import { FileText, MessageSquareText, PenLine, Search } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useConversations } from '../api/conversation-queries.ts';
import { useDocuments } from '../api/document-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { hasWords } from './has-words.ts';
import { navEntries, rightsEntries } from './nav-entries.ts';
import { useAddress } from './use-address.ts';
import { usePaletteCommands } from './use-palette-commands.tsx';

/** Of documents and of conversations: the palette is to be read at a glance. */
const mostFound = 6;

interface CommandPaletteProps {
  readonly me: Me;
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

/** One box for going, finding and doing, by words and arrow keys alone. */
export function CommandPalette({ me, onClose, onKeys }: CommandPaletteProps) {
  const messages = useMessages();
  const words = messages.desk.palette;
  const address = useAddress();
  const [text, setText] = useState('');
  const query = text.trim();
  const inputRef = useRef<HTMLInputElement>(null);
  // The browser gives the focus of a box to its first part, which is the list's frame.
  useEffect(() => inputRef.current?.focus(), []);
  // Without words the palette shows what the rail does.
  const entries = [...navEntries(me, messages), ...(query === '' ? [] : rightsEntries(me, messages))];
  const pages = entries.filter((entry) => hasWords(entry.text, query));
  const commands = usePaletteCommands(onKeys).filter((command) => hasWords(command.text, query));
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Dialog title={words.title} isPalette onClose={onClose}>
      <Command shouldFilter={false} loop label={words.title} className="flex min-h-0 flex-col">
        <Command.Input
          ref={inputRef}
          value={text}
          onValueChange={setText}
          maxLength={2000}
          placeholder={words.placeholder}
          className="h-13 w-full border-b border-line bg-transparent px-4 text-read outline-none placeholder:text-faint"
        />
        <Command.List label={words.title} className="max-h-[min(420px,52vh)] overflow-y-auto p-2" tabIndex={-1}>
          <Command.Empty className="px-2.5 py-6 text-center text-soft">{words.none}</Command.Empty>
          {query !== '' && (
            <PaletteGroup heading={words.groups.text}>
              <PaletteItem value="text:ask" icon={PenLine} onSelect={then(() => address.go('/', { q: query }))}>
                {words.ask(query)}
              </PaletteItem>
              <PaletteItem value="text:search" icon={Search} onSelect={then(() => address.go('/search', { q: query }))}>
                {words.search(query)}
              </PaletteItem>
            </PaletteGroup>
          )}
          {pages.length > 0 && (
            <PaletteGroup heading={words.groups.pages}>
              {pages.map(({ href, text: name, icon }) => (
                <PaletteItem key={href} value={`page:${href}`} icon={icon} onSelect={then(() => address.go(href))}>
                  {name}
                </PaletteItem>
              ))}
            </PaletteGroup>
          )}
          <FoundDocuments query={query} then={then} />
          <FoundConversations query={query} then={then} />
          {commands.length > 0 && (
            <PaletteGroup heading={words.groups.commands}>
              {commands.map((command) => (
                <PaletteItem key={command.text} value={`command:${command.text}`} icon={command.icon} onSelect={then(command.run)}>
                  {command.text}
                </PaletteItem>
              ))}
            </PaletteGroup>
          )}
        </Command.List>
        <p className="border-t border-line px-4 py-2 text-small text-faint">{words.hint}</p>
      </Command>
    </Dialog>
  );
}

interface FoundProps {
  readonly query: string;
  /** Closes the palette first. */
  readonly then: (run: () => void) => () => void;
}

/** Documents with these words in title or path; none before something is written. */
function FoundDocuments({ query, then }: FoundProps) {
  const words = useMessages().desk.palette;
  const reader = useReader();
  const text = useDeferredValue(query);
  const documents = useDocuments({ text, states: ['published'] }, text !== '');
  const found = text === '' ? [] : (documents.data?.pages[0]?.items.slice(0, mostFound) ?? []);
  if (found.length === 0) return null;
  return (
    <PaletteGroup heading={words.groups.documents}>
      {found.map((document) => (
        <PaletteItem
          key={document.id}
          value={`document:${document.id}`}
          icon={FileText}
          aside={document.collectionName}
          onSelect={then(() => reader.open({ documentId: document.id, versionId: null, span: null }))}
        >
          {document.title}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

/** Conversations with these words in their title; before something is written, the newest. */
function FoundConversations({ query, then }: FoundProps) {
  const words = useMessages().desk.palette;
  const address = useAddress();
  const found = useConversations(useDeferredValue(query)).data?.pages[0]?.items.slice(0, mostFound) ?? [];
  if (found.length === 0) return null;
  return (
    <PaletteGroup heading={words.groups.conversations}>
      {found.map((conversation) => (
        <PaletteItem
          key={conversation.id}
          value={`conversation:${conversation.id}`}
          icon={MessageSquareText}
          onSelect={then(() => address.go('/', { c: conversation.id }))}
        >
          {conversation.title}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

function PaletteGroup({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="pb-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-tiny [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

interface PaletteItemProps {
  readonly value: string;
  readonly icon: LucideIcon;
  readonly aside?: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function PaletteItem({ value, icon: Icon, aside, onSelect, children }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-small px-2.5 py-1.5 text-ui data-[selected=true]:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {aside !== undefined && <span className="shrink-0 text-small text-faint">{aside}</span>}
    </Command.Item>
  );
}
