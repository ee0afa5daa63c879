import type { ConversationView } from '@carrel/contract';
import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useDeleteConversation, useUpdateConversation } from '../api/conversation-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useAddress } from './use-address.ts';

export function ConversationRow({ conversation, isOpen }: { readonly conversation: ConversationView; readonly isOpen: boolean }) {
  const messages = useMessages();
  const address = useAddress();
  const update = useUpdateConversation();
  const remove = useDeleteConversation();
  const blocked = useBlocks().change;
  const [box, setBox] = useState<'rename' | 'delete' | null>(null);

  return (
    <li className={classNames('group relative flex items-center rounded-box hover:bg-hover', isOpen && 'bg-accent-soft')}>
      <Link
        href={{ pathname: '/', query: { c: conversation.id } }}
        aria-current={isOpen ? 'true' : undefined}
        className="min-w-0 flex-1 truncate rounded-box py-1.5 pr-8 pl-2.5 text-ui"
      >
        {conversation.title}
      </Link>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={messages.nav.optionsFor(conversation.title)}
            className="absolute right-1 flex size-7 items-center justify-center rounded-small text-faint opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis aria-hidden className="size-4" />
          </button>
        }
      >
        <MenuItem icon={<Pencil aria-hidden className="size-4" />} blocked={blocked} onSelect={() => setBox('rename')}>
          {messages.nav.rename}
        </MenuItem>
        <MenuItem
          icon={conversation.isPinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
          blocked={blocked}
          onSelect={() => update.mutate({ id: conversation.id, isPinned: !conversation.isPinned })}
        >
          {conversation.isPinned ? messages.nav.unpin : messages.nav.pin}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 aria-hidden className="size-4" />} isDanger blocked={blocked} onSelect={() => setBox('delete')}>
          {messages.common.delete}
        </MenuItem>
      </Menu>
      {box === 'rename' && <RenameDialog conversation={conversation} onClose={() => setBox(null)} />}
      {box === 'delete' && (
        <ConfirmDialog
          title={messages.nav.deleteTitle}
          action={messages.common.delete}
          isWorking={remove.isPending}
          error={remove.error}
          onClose={() => setBox(null)}
          onConfirm={() =>
            remove.mutate(conversation, {
              onSuccess: () => {
                setBox(null);
                if (isOpen) address.go('/');
              },
            })
          }
        >
          {messages.nav.deleteBody(conversation.title)}
        </ConfirmDialog>
      )}
    </li>
  );
}
