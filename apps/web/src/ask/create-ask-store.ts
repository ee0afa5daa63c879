import type { CarrelClient } from '@carrel/contract';
import type { LiveTurn } from './live-turn.ts';
import { advanceLiveTurn, startLiveTurn } from './live-turn.ts';

export interface Question {
  readonly question: string;
  readonly conversationId: string | null;
  readonly collections: readonly string[];
}

interface AskStoreOptions {
  /** A conversation has begun, or an answer in it has ended. */
  readonly onConversationChanged: (conversationId: string) => void;
  readonly nowMs: () => number;
}

/**
 * The questions asked in this window. They live outside the pages, so that an answer goes on being written while the
 * person looks at something else.
 */
export function createAskStore(client: Pick<CarrelClient, 'ask'>, options: AskStoreOptions) {
  let turns: readonly LiveTurn[] = [];
  let asked = 0;
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();

  const change = (key: string, next: (turn: LiveTurn) => LiveTurn) => {
    turns = turns.map((turn) => (turn.key === key ? next(turn) : turn));
    for (const listener of listeners) listener();
  };

  const follow = async (key: string, question: Question, signal: AbortSignal) => {
    try {
      const events = client.ask(
        {
          question: question.question,
          ...(question.conversationId !== null && { conversationId: question.conversationId }),
          ...(question.collections.length > 0 && { collections: [...question.collections] }),
        },
        signal,
      );
      for await (const event of events) {
        change(key, (turn) => advanceLiveTurn(turn, event));
        if (event.type === 'accepted') options.onConversationChanged(event.conversationId);
      }
    } catch (error) {
      change(key, (turn) =>
        turn.outcome.kind === 'running' ? { ...turn, outcome: signal.aborted ? { kind: 'stopped' } : { kind: 'failed', error } } : turn,
      );
    } finally {
      running.delete(key);
      const conversationId = turns.find((turn) => turn.key === key)?.conversationId;
      if (conversationId) options.onConversationChanged(conversationId);
    }
  };

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: (): readonly LiveTurn[] => turns,
    /** Asks and returns the key of the turn. */
    ask(question: Question): string {
      asked += 1;
      const key = `asked-${asked}`;
      const controller = new AbortController();
      running.set(key, controller);
      turns = [
        ...turns,
        startLiveTurn({
          key,
          question: question.question,
          collections: question.collections,
          conversationId: question.conversationId,
          createdAt: new Date(options.nowMs()).toISOString(),
        }),
      ];
      for (const listener of listeners) listener();
      void follow(key, question, controller.signal);
      return key;
    },
    stop: (key: string) => running.get(key)?.abort(),
    /** Takes a turn out of the window's list: one that failed before it was accepted has no other place. */
    forget(key: string): void {
      running.get(key)?.abort();
      turns = turns.filter((turn) => turn.key !== key);
      for (const listener of listeners) listener();
    },
  };
}
export type AskStore = ReturnType<typeof createAskStore>;
