import type { ConversationDetail, Turn } from '@carrel/contract';
import type { LiveTurn } from './live-turn.ts';

/** A turn as the page shows it: one that was asked in this window, or one that the server keeps. */
export type TurnView =
  | { readonly key: string; readonly live: LiveTurn; readonly stored: Turn | null }
  | { readonly key: string; readonly live: null; readonly stored: Turn };

/**
 * The turns of a conversation, oldest first. A turn asked in this window stays the window's own until the page is loaded
 * again, so that nothing jumps when the server's copy arrives; the copy only adds what the window can't know (feedback).
 */
export function mergeTurns(input: {
  readonly conversationId: string | null;
  readonly detail: ConversationDetail | undefined;
  readonly live: readonly LiveTurn[];
  /** The turn that a conversation without an id yet consists of. */
  readonly openKey: string | null;
}): readonly TurnView[] {
  const mine = input.live.filter((turn) =>
    input.conversationId === null ? turn.key === input.openKey : turn.conversationId === input.conversationId,
  );
  const storedTurns = input.conversationId === null ? [] : (input.detail?.turns ?? []);
  const storedIds = new Set(storedTurns.map((turn) => turn.answerId));
  const known: TurnView[] = storedTurns.map((stored) => {
    const live = mine.find((turn) => turn.answerId === stored.answerId);
    return live ? { key: live.key, live, stored } : { key: stored.answerId, live: null, stored };
  });
  const newest: TurnView[] = mine
    .filter((turn) => turn.answerId === null || !storedIds.has(turn.answerId))
    .map((live) => ({ key: live.key, live, stored: null }));
  return [...known, ...newest];
}
