import type { ConversationView } from '@carrel/contract';

export interface ConversationGroup {
  readonly name: 'pinned' | 'today' | 'week' | 'older';
  readonly conversations: readonly ConversationView[];
}

const dayMs = 86_400_000;

/** Pinned first, then by the day of the last question. Keeps the order within a group; leaves out empty groups. */
export function groupConversations(conversations: readonly ConversationView[], nowMs: number): readonly ConversationGroup[] {
  const todayMs = new Date(nowMs).setHours(0, 0, 0, 0);
  const nameOf = (conversation: ConversationView): ConversationGroup['name'] => {
    if (conversation.isPinned) return 'pinned';
    const updatedMs = Date.parse(conversation.updatedAt);
    if (updatedMs >= todayMs) return 'today';
    return updatedMs >= todayMs - 6 * dayMs ? 'week' : 'older';
  };
  return (['pinned', 'today', 'week', 'older'] as const)
    .map((name) => ({ name, conversations: conversations.filter((conversation) => nameOf(conversation) === name) }))
    .filter((group) => group.conversations.length > 0);
}
