import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, useContext, useState, useSyncExternalStore } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import type { AskStore } from './create-ask-store.ts';
import { createAskStore } from './create-ask-store.ts';
import type { LiveTurn } from './live-turn.ts';

const AskContext = createContext<AskStore | null>(null);
const noTurns: readonly LiveTurn[] = [];

export function AskProvider({ children }: { readonly children: ReactNode }) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [store] = useState(() =>
    createAskStore(client, {
      nowMs: () => Date.now(),
      onConversationChanged: (conversationId) => {
        void queryClient.invalidateQueries({ queryKey: queryKeys.conversations });
        void queryClient.invalidateQueries({ queryKey: queryKeys.conversation(conversationId) });
      },
    }),
  );
  return <AskContext value={store}>{children}</AskContext>;
}

export function useAskStore(): AskStore {
  const store = useContext(AskContext);
  if (!store) throw new TypeError('useAskStore was called outside AskProvider');
  return store;
}

export function useLiveTurns(): readonly LiveTurn[] {
  const store = useAskStore();
  return useSyncExternalStore(store.subscribe, store.snapshot, () => noTurns);
}
