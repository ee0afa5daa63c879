import { useCallback, useEffect, useMemo, useState } from 'react';
import { useConversation } from '../api/conversation-queries.ts';
import { useAddress } from '../shell/use-address.ts';
import { useAskStore, useLiveTurns } from './ask-provider.tsx';
import type { LiveTurn } from './live-turn.ts';
import type { TurnView } from './turn-view.ts';
import { mergeTurns } from './turn-view.ts';

export interface ConversationTurns {
  /** Null: a new conversation, which has no id before its first question is accepted. */
  readonly conversationId: string | null;
  readonly conversation: ReturnType<typeof useConversation>;
  readonly turns: readonly TurnView[];
  /** The turn that is being answered in this window. */
  readonly running: LiveTurn | null;
  readonly ask: (question: string) => void;
}

/** The conversation that the address names, with what is asked in this window. */
export function useConversationTurns(scope: readonly string[]): ConversationTurns {
  const address = useAddress();
  const store = useAskStore();
  const live = useLiveTurns();
  const conversationId = address.get('c');
  const conversation = useConversation(conversationId);
  const [openKey, setOpenKey] = useState<string | null>(null);

  const turns = useMemo(
    () => mergeTurns({ conversationId, detail: conversation.data, live, openKey }),
    [conversationId, conversation.data, live, openKey],
  );

  // The conversation gets its id when the server accepts the first question: from then on it is in the address.
  const acceptedId = live.find((turn) => turn.key === openKey)?.conversationId ?? null;
  useEffect(() => {
    if (conversationId !== null || acceptedId === null) return;
    address.replace({ c: acceptedId });
    setOpenKey(null);
  }, [conversationId, acceptedId, address]);

  const ask = useCallback(
    (question: string) => {
      const key = store.ask({ question: question.trim(), conversationId, collections: scope });
      if (conversationId === null) setOpenKey(key);
    },
    [store, conversationId, scope],
  );

  const running = turns.find((turn) => turn.live?.outcome.kind === 'running')?.live ?? null;
  return { conversationId, conversation, turns, running, ask };
}
