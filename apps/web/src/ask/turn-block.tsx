import type { Turn } from '@carrel/contract';
import { CircleStop, Hourglass, LockKeyhole, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { isConnectionError } from '../api/failure.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import type { OwnAnswer } from './complete-answer.tsx';
import { CompleteAnswer } from './complete-answer.tsx';
import type { LiveTurn } from './live-turn.ts';
import { Notice } from './notice.tsx';
import { QuestionHeading } from './question-heading.tsx';
import { PartialAnswer, RunningAnswer } from './running-answer.tsx';
import type { TurnView } from './turn-view.ts';

interface TurnBlockProps {
  readonly turn: TurnView;
  /** Nothing is being answered here now. */
  readonly canAsk: boolean;
  readonly onAskAgain: (question: string) => void;
  readonly onLookAgain: () => void;
}

/** A question as a heading, and below it what became of it. */
export function TurnBlock({ turn, canAsk, onAskAgain, onLookAgain }: TurnBlockProps) {
  const question = turn.live?.question ?? turn.stored?.question ?? '';
  return (
    <article className="flex flex-col gap-4">
      <QuestionHeading question={question} canAsk={canAsk} onAskAgain={onAskAgain} />
      {turn.live ? (
        <LiveBody turn={turn.live} stored={turn.stored} onAskAgain={onAskAgain} />
      ) : (
        <StoredBody turn={turn.stored} onAskAgain={onAskAgain} onLookAgain={onLookAgain} />
      )}
    </article>
  );
}

interface LiveBodyProps {
  readonly turn: LiveTurn;
  readonly stored: Turn | null;
  readonly onAskAgain: (question: string) => void;
}

function LiveBody({ turn, stored, onAskAgain }: LiveBodyProps) {
  const messages = useMessages();
  const again = () => onAskAgain(turn.question);
  switch (turn.outcome.kind) {
    case 'running':
      return <RunningAnswer turn={turn} />;
    case 'done':
      return (
        <CompleteAnswer
          question={turn.question}
          result={turn.outcome.result}
          passages={turn.passages ?? []}
          askedAt={turn.createdAt}
          own={ownOf(stored)}
        />
      );
    case 'stopped':
      return (
        <>
          <PartialAnswer turn={turn} />
          <UnfinishedNotice
            icon={<CircleStop />}
            title={messages.ask.stoppedTitle}
            body={turn.text === '' ? messages.ask.interruptedBody : messages.ask.stoppedBody}
            onAskAgain={again}
          />
        </>
      );
    case 'failed':
      return <FailedBody turn={turn} error={turn.outcome.error} onAskAgain={again} />;
  }
}

interface FailedBodyProps {
  readonly turn: LiveTurn;
  readonly error: unknown;
  readonly onAskAgain: () => void;
}

/** A broken connection leaves what was checked; what the server itself ended is not shown as an answer. */
function FailedBody({ turn, error, onAskAgain }: FailedBodyProps) {
  const messages = useMessages();
  if (turn.text === '' || !isConnectionError(error)) {
    return <FailureNote error={error} title={messages.ask.failedTitle} onRetry={onAskAgain} />;
  }
  return (
    <>
      <PartialAnswer turn={turn} />
      <UnfinishedNotice icon={<Unplug />} title={messages.ask.brokenTitle} body={messages.ask.brokenBody} onAskAgain={onAskAgain} />
    </>
  );
}

interface StoredBodyProps {
  readonly turn: Turn;
  readonly onAskAgain: (question: string) => void;
  readonly onLookAgain: () => void;
}

function StoredBody({ turn, onAskAgain, onLookAgain }: StoredBodyProps) {
  const messages = useMessages();
  const words = messages.ask;
  const again = () => onAskAgain(turn.question);
  switch (turn.state) {
    case 'complete':
      return (
        <CompleteAnswer question={turn.question} result={turn.result} passages={turn.passages} askedAt={turn.createdAt} own={ownOf(turn)} />
      );
    case 'interrupted':
      return <UnfinishedNotice icon={<CircleStop />} title={words.interruptedTitle} body={words.interruptedBody} onAskAgain={again} />;
    case 'withheld':
      return <UnfinishedNotice icon={<LockKeyhole />} title={words.withheldTitle} body={words.withheldBody} onAskAgain={again} />;
    case 'open':
      return (
        <Notice icon={<Hourglass />} title={words.openTitle} isDashed>
          <p className="text-soft">{words.openBody}</p>
          <Button size="small" onClick={onLookAgain}>
            {words.lookAgain}
          </Button>
        </Notice>
      );
  }
}

/** What the server keeps about one's own answer, beside the answer itself. */
function ownOf(stored: Turn | null): OwnAnswer {
  return stored?.state === 'complete'
    ? { rating: stored.feedback?.rating ?? null, sharedAt: stored.sharedAt }
    : { rating: null, sharedAt: null };
}

interface UnfinishedNoticeProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly body: string;
  readonly onAskAgain: () => void;
}

function UnfinishedNotice({ icon, title, body, onAskAgain }: UnfinishedNoticeProps) {
  const messages = useMessages();
  return (
    <Notice icon={icon} title={title} isDashed>
      <p className="text-soft">{body}</p>
      <Button size="small" onClick={onAskAgain}>
        {messages.ask.askAgain}
      </Button>
    </Notice>
  );
}
