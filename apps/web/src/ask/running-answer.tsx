import { useMe } from '../api/identity-queries.ts';
import { AnswerText } from './answer-text.tsx';
import type { LiveTurn } from './live-turn.ts';
import { PassagesInHand } from './passages-in-hand.tsx';
import { QuotedAnswer } from './quoted-answer.tsx';
import { StageLine } from './stage-line.tsx';

/** An answer while it is being made: only sentences that were checked. */
export function RunningAnswer({ turn }: { readonly turn: LiveTurn }) {
  return (
    <>
      <StageLine turn={turn} />
      {turn.text === '' && turn.passages !== null && turn.passages.length > 0 && <PassagesInHand passages={turn.passages} />}
      <PartialAnswer turn={turn} />
    </>
  );
}

/** What has been written so far. Without a language model it is quoted from the first sentence on. */
export function PartialAnswer({ turn }: { readonly turn: LiveTurn }) {
  const me = useMe();
  if (turn.text === '') return null;
  return me.data?.capabilities.languageModel === null ? (
    <QuotedAnswer citations={turn.citations} reason="no-language-model" />
  ) : (
    <AnswerText text={turn.text} citations={turn.citations} />
  );
}
