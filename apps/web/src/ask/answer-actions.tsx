import type { AskResult, CitationView } from '@carrel/contract';
import { Check, Copy, Fingerprint } from 'lucide-react';
import { placeText } from '../lib/place-text.ts';
import { useLanguage } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { useCopy } from '../ui/copy-button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { answerAsMarkdown, answerAsText, answerWithSources } from './answer-copy.ts';
import type { OwnAnswer } from './complete-answer.tsx';
import { FeedbackButtons } from './feedback-buttons.tsx';
import { ShareButton } from './share-button.tsx';

interface AnswerActionsProps {
  readonly question: string;
  readonly result: AskResult;
  /** Null: somebody else's. */
  readonly own: OwnAnswer | null;
  readonly record: { readonly id: string; readonly isShown: boolean; readonly toggle: () => void };
}

export function AnswerActions({ question, result, own, record }: AnswerActionsProps) {
  const { messages, format } = useLanguage();
  const { isCopied, copy } = useCopy();
  const copyWords = { sources: messages.ask.sources, place: (citation: CitationView) => placeText(citation, { messages, format }) };
  return (
    <div className="-ml-2 flex flex-wrap items-center gap-0.5">
      {own && <FeedbackButtons answerId={result.answerId} conversationId={result.conversationId} rating={own.rating} />}
      <Menu
        align="start"
        trigger={
          <Button look="plain" size="small">
            {isCopied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
            {isCopied ? messages.common.copied : messages.common.copy}
          </Button>
        }
      >
        <MenuItem onSelect={() => copy(answerWithSources(result.answer, result.citations, copyWords))}>{messages.ask.copySources}</MenuItem>
        <MenuItem onSelect={() => copy(answerAsText(result.answer))}>{messages.ask.copyText}</MenuItem>
        <MenuItem onSelect={() => copy(answerAsMarkdown(question, result.answer, result.citations, copyWords))}>
          {messages.ask.copyMarkdown}
        </MenuItem>
      </Menu>
      {own && <ShareButton answerId={result.answerId} conversationId={result.conversationId} sharedAt={own.sharedAt} />}
      <Button look="plain" size="small" aria-expanded={record.isShown} aria-controls={record.id} onClick={record.toggle}>
        <Fingerprint aria-hidden className="size-4" />
        {messages.ask.record}
      </Button>
    </div>
  );
}
