import type { AskResult, PassageView } from '@carrel/contract';
import { Ban } from 'lucide-react';
import { useId, useState } from 'react';
import { useCounts } from '../messages/use-counts.ts';
import { useLanguage, useMessages } from '../messages/language.tsx';
import { AbstainedAnswer } from './abstained-answer.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerRecord } from './answer-record.tsx';
import { AnswerText } from './answer-text.tsx';
import { Disagreements } from './disagreements.tsx';
import { Notice } from './notice.tsx';
import { QuotedAnswer } from './quoted-answer.tsx';
import { SourceList } from './source-list.tsx';

/** What belongs to an answer only for whoever asked. */
export interface OwnAnswer {
  readonly rating: 'helpful' | 'not-helpful' | null;
  readonly sharedAt: string | null;
}

interface CompleteAnswerProps {
  readonly question: string;
  readonly result: AskResult;
  readonly passages: readonly PassageView[];
  readonly askedAt: string;
  /** Null: somebody else's. */
  readonly own: OwnAnswer | null;
}

/** A recorded answer of any kind, with its sources and what can be done with it. */
export function CompleteAnswer({ question, result, passages, askedAt, own }: CompleteAnswerProps) {
  const [isRecordShown, setRecordShown] = useState(false);
  const recordId = useId();
  return (
    <>
      <Summary result={result} passages={passages} />
      <Disagreements result={result} />
      <SearchedFor result={result} />
      <Body result={result} />
      {result.decision === 'answered' && result.citations.length > 0 && <SourceList question={question} citations={result.citations} />}
      <AnswerActions
        question={question}
        result={result}
        own={own}
        record={{ id: recordId, isShown: isRecordShown, toggle: () => setRecordShown(!isRecordShown) }}
      />
      {isRecordShown && <AnswerRecord id={recordId} question={question} result={result} passages={passages} askedAt={askedAt} />}
    </>
  );
}

/** Where the live line stood: what was read, what was cited, how long it took, who wrote it. */
function Summary({ result, passages }: { readonly result: AskResult; readonly passages: readonly PassageView[] }) {
  const { messages, format } = useLanguage();
  const counts = useCounts();
  const parts = [
    ...(passages.length > 0 ? [counts.passages(passages.length)] : []),
    ...(result.citations.length > 0 ? [messages.ask.cited(result.citations.length, format.number(result.citations.length))] : []),
    format.elapsed(result.ms.total),
    ...(result.decision === 'answered' && result.model ? [result.model.name] : []),
  ];
  return (
    <p
      className="figures text-ui text-soft"
      {...(result.decision === 'answered' && result.model && { title: messages.ask.writtenBy(result.model.name) })}
    >
      {parts.join(' · ')}
      {result.model?.remoteHost && <span className="text-danger"> · {messages.ask.recordRemote(result.model.remoteHost)}</span>}
    </p>
  );
}

/** What was searched for, where that is not the question as it was written: a follow-up that was made whole. */
function SearchedFor({ result }: { readonly result: AskResult }) {
  const messages = useMessages();
  const query = result.provenance?.searchQuery ?? null;
  return query === null ? null : <p className="text-small text-faint">{messages.desk.searchedFor(query)}</p>;
}

function Body({ result }: { readonly result: AskResult }) {
  const { messages } = useLanguage();
  switch (result.decision) {
    case 'answered':
      return <AnswerText text={result.answer} citations={result.citations} />;
    case 'quoted':
      return <QuotedAnswer citations={result.citations} reason={result.quotingReason} />;
    case 'abstained':
      return <AbstainedAnswer result={result} />;
    case 'blocked':
      return (
        <Notice icon={<Ban />} title={messages.ask.blockedTitle}>
          <p className="text-soft">{result.answer}</p>
        </Notice>
      );
  }
}
