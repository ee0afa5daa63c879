import { ProblemError } from '@carrel/contract';
import type { ReactNode } from 'react';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TurnList } from './turn-list.tsx';
import type { ConversationTurns } from './use-conversation-turns.ts';

interface ConversationBodyProps {
  readonly open: ConversationTurns;
  readonly questionBox: ReactNode;
}

/** A conversation: its turns, and the box for the next question below them. */
export function ConversationBody({ open, questionBox }: ConversationBodyProps) {
  const messages = useMessages();
  const { conversation, turns, ask } = open;
  const [first] = turns;
  const lookAgain = () => void conversation.refetch();
  return (
    <>
      <WorkHeader isQuiet title={conversation.data?.title ?? first?.live?.question ?? messages.ask.title} />
      {first ? (
        <TurnList key={first.key} turns={turns} onAskAgain={ask} onLookAgain={lookAgain} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-8 tablet:px-6">
          {conversation.isPending && <SkeletonLines lines={7} className="mx-auto max-w-[720px]" />}
          {conversation.isError && <ConversationFailure error={conversation.error} onRetry={lookAgain} />}
        </div>
      )}
      {(first || !conversation.isError) && (
        <div className="relative shrink-0 before:pointer-events-none before:absolute before:inset-x-0 before:-top-6 before:h-6 before:bg-linear-to-t before:from-paper before:to-transparent">
          <div className="mx-auto w-full max-w-[768px] px-4 pb-4 tablet:px-6">{questionBox}</div>
        </div>
      )}
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
