import type { SharedAnswer } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { FileX2 } from 'lucide-react';
import { useMemo } from 'react';
import { useSharedAnswer } from '../api/answer-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useTrail } from '../reader/reader-context.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { targetOf } from './citation-target.ts';
import { CompleteAnswer } from './complete-answer.tsx';
import { QuestionHeading } from './question-heading.tsx';

/** An answer that somebody has passed on, for whoever may read everything behind it. */
export function SharedAnswerScreen() {
  const messages = useMessages();
  const address = useAddress();
  const id = address.get('a');
  const answer = useSharedAnswer(id);
  const isGone = (address.isReady && id === null) || (answer.error instanceof ProblemError && answer.error.problem.status === 404);
  return (
    <>
      <WorkHeader isQuiet title={messages.desk.sharing.screen} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-7 tablet:px-6">
        <div className="mx-auto w-full max-w-[720px]">
          {answer.data ? (
            <Shown answer={answer.data} />
          ) : isGone ? (
            <EmptyState
              icon={<FileX2 className="size-8" strokeWidth={1.5} />}
              title={messages.desk.sharing.goneTitle}
              action={<Button onClick={() => address.go('/')}>{messages.nav.newQuestion}</Button>}
            >
              {messages.desk.sharing.goneBody}
            </EmptyState>
          ) : answer.isError ? (
            <FailureNote error={answer.error} onRetry={() => void answer.refetch()} />
          ) : (
            <SkeletonLines lines={7} />
          )}
        </div>
      </div>
    </>
  );
}

function Shown({ answer }: { readonly answer: SharedAnswer }) {
  const messages = useMessages();
  const words = messages.desk.sharing;
  const address = useAddress();
  const { question, result, passages, createdAt, isMine, askedBy } = answer;
  useTrail(
    useMemo(() => result.citations.map((citation) => ({ target: targetOf(citation), group: result.answerId, isMarked: true })), [result]),
  );
  return (
    <article className="flex flex-col gap-4">
      <QuestionHeading question={question} canAsk={false} onAskAgain={null} />
      <p className="-mt-2 text-small text-faint">
        {isMine ? words.askedByYou : words.askedBy(askedBy)} · <TimeAgo time={createdAt} />
      </p>
      <CompleteAnswer question={question} result={result} passages={passages} askedAt={createdAt} own={null} />
      <div>
        <Button onClick={() => address.go('/', isMine ? { c: result.conversationId } : { q: question })}>
          {isMine ? words.toConversation : words.askYourself}
        </Button>
      </div>
    </article>
  );
}
