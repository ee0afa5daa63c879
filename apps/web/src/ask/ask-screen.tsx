import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useConversation } from '../api/conversation-queries.ts';
import { ProblemError } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { useAskStore, useLiveTurns } from './ask-provider.tsx';
import { EmptyAsk } from './empty-ask.tsx';
import { QuestionBox } from './question-box.tsx';
import { TurnList } from './turn-list.tsx';
import { mergeTurns } from './turn-view.ts';

/** Ask: one conversation, or the empty desk before it. */
export function AskScreen() {
  const messages = useMessages();
  const address = useAddress();
  const store = useAskStore();
  const live = useLiveTurns();
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [openKey, setOpenKey] = useState<string | null>(null);
  const conversationId = address.get('c');
  const conversation = useConversation(conversationId);
  const scope = useMemo(() => address.get('in')?.split(',') ?? [], [address]);

  const turns = useMemo(
    () => mergeTurns({ conversationId, detail: conversation.data, live, openKey }),
    [conversationId, conversation.data, live, openKey],
  );
  const running = turns.find((turn) => turn.live?.outcome.kind === 'running')?.live ?? null;

  // A question that another page hands over stands in the box, not yet asked.
  const handedOver = address.get('q');
  useEffect(() => {
    if (handedOver === null) return;
    setText(handedOver);
    address.replace({ q: null });
  }, [handedOver, address]);

  // The conversation gets its id when the server accepts the first question: from then on it is in the address.
  const openTurn = live.find((turn) => turn.key === openKey);
  const acceptedId = openTurn?.conversationId ?? null;
  useEffect(() => {
    if (conversationId === null && acceptedId !== null) {
      address.replace({ c: acceptedId });
      setOpenKey(null);
    }
  }, [conversationId, acceptedId, address]);

  const ask = useCallback(
    (question: string) => {
      const key = store.ask({ question: question.trim(), conversationId, collections: scope });
      if (conversationId === null) setOpenKey(key);
    },
    [store, conversationId, scope],
  );

  const begin = (beginning: string) => {
    setText(beginning);
    const input = inputRef.current;
    input?.focus();
    requestAnimationFrame(() => input?.setSelectionRange(beginning.length, beginning.length));
  };

  const questionBox = (
    <QuestionBox
      inputRef={inputRef}
      text={text}
      onText={setText}
      scope={scope}
      onScope={(chosen) => address.replace({ in: chosen.join(',') })}
      isFollowUp={turns.length > 0 || conversationId !== null}
      onStop={running ? () => store.stop(running.key) : null}
      onAsk={() => {
        ask(text);
        setText('');
      }}
    />
  );

  if (!address.isReady) return <WorkHeader title={messages.ask.title} />;
  if (conversationId === null && turns.length === 0) {
    return (
      <>
        <WorkHeader title={messages.ask.title} />
        <div className="min-h-0 flex-1 overflow-y-auto">
          <EmptyAsk questionBox={questionBox} onBegin={begin} />
        </div>
      </>
    );
  }
  return (
    <>
      <WorkHeader isQuiet title={conversation.data?.title ?? turns[0]?.live?.question ?? messages.ask.title} />
      {turns.length > 0 ? (
        <TurnList key={turns[0]?.key} turns={turns} onAskAgain={ask} onLookAgain={() => void conversation.refetch()} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-8 tablet:px-6">
          {conversation.isPending && <SkeletonLines lines={7} className="mx-auto max-w-[720px]" />}
          {conversation.isError && <ConversationFailure error={conversation.error} onRetry={() => void conversation.refetch()} />}
        </div>
      )}
      <div className="relative shrink-0 before:pointer-events-none before:absolute before:inset-x-0 before:-top-6 before:h-6 before:bg-linear-to-t before:from-paper before:to-transparent">
        <div className="mx-auto w-full max-w-[768px] px-4 pb-4 tablet:px-6">{questionBox}</div>
      </div>
    </>
  );
}

function ConversationFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const messages = useMessages();
  const address = useAddress();
  if (error instanceof ProblemError && error.problem.status === 404) {
    return (
      <EmptyState
        title={messages.ask.conversationGone}
        action={<Button onClick={() => address.go('/')}>{messages.nav.newQuestion}</Button>}
      >
        {messages.ask.conversationGoneBody}
      </EmptyState>
    );
  }
  return (
    <div className="mx-auto max-w-[720px]">
      <FailureNote error={error} onRetry={onRetry} />
    </div>
  );
}
