import { useDeferredValue, useState } from 'react';
import { useConversations } from '../api/conversation-queries.ts';
import { useNow } from '../lib/use-now.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { groupConversations } from './group-conversations.ts';
import { useAddress } from './use-address.ts';

/** From this many conversations on there is a box to find one. */
const manyConversations = 8;

export function ConversationRail() {
  const messages = useMessages();
  const address = useAddress();
  const nowMs = useNow();
  const [text, setText] = useState('');
  const conversations = useConversations(useDeferredValue(text.trim()));
  const items = conversations.data?.pages.flatMap((page) => page.items) ?? [];
  const isFindShown = text !== '' || items.length >= manyConversations;
  const openId = address.path === '/' ? address.get('c') : null;

  return (
    <section aria-label={messages.nav.conversations} className="flex min-h-0 flex-1 flex-col border-t border-line pt-3">
      {isFindShown && (
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={messages.nav.findConversation}
          aria-label={messages.nav.findConversation}
          className="mx-3 mb-2 h-8 rounded-box border border-line bg-paper px-2.5 text-small placeholder:text-faint"
        />
      )}
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-3">
        {conversations.isPending && <SkeletonLines lines={4} className="px-2.5 pt-1" />}
        {conversations.isError && <FailureNote error={conversations.error} onRetry={() => void conversations.refetch()} />}
        {conversations.isSuccess && items.length === 0 && (
          <p className="px-2.5 text-small text-faint">{text === '' ? messages.nav.noConversations : messages.nav.noMatch}</p>
        )}
        {groupConversations(items, nowMs).map((group) => (
          <div key={group.name} className="mb-3">
            <h2 className="px-2.5 pb-1 text-tiny font-semibold text-faint">{messages.nav[group.name]}</h2>
            <ul>
              {group.conversations.map((conversation) => (
                <ConversationRow key={conversation.id} conversation={conversation} isOpen={conversation.id === openId} />
              ))}
            </ul>
          </div>
        ))}
        {conversations.hasNextPage && (
          <Button look="plain" size="small" className="w-full" onClick={() => void conversations.fetchNextPage()}>
            {messages.nav.showMore}
          </Button>
        )}
      </div>
    </section>
  );
}
