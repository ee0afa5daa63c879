import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { maxQuestionChars } from './max-question-chars.ts';

interface QuestionHeadingProps {
  readonly question: string;
  /** False while something is being answered here; the heading takes the same room. */
  readonly canAsk: boolean;
  /** Null: it is not one's own conversation. */
  readonly onAskAgain: ((question: string) => void) | null;
}

/** The question as a heading. It can be changed and asked again; the answer to the old one stays where it is. */
export function QuestionHeading({ question, canAsk, onAskAgain }: QuestionHeadingProps) {
  const words = useMessages().desk.editing;
  const [isEditing, setEditing] = useState(false);
  if (isEditing && canAsk && onAskAgain)
    return (
      <QuestionEditor
        question={question}
        onCancel={() => setEditing(false)}
        onAsk={(changed) => {
          setEditing(false);
          onAskAgain(changed);
        }}
      />
    );
  return (
    <div className="group flex items-start gap-2">
      <h2 className="measure min-w-0 font-text text-title font-semibold break-words whitespace-pre-line">{question}</h2>
      {onAskAgain && (
        <IconButton
          label={words.change}
          className={classNames(
            'mt-0.5 -mb-2 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100 pointer-fine:focus-visible:opacity-100',
            !canAsk && 'invisible',
          )}
          onClick={() => setEditing(true)}
        >
          <Pencil aria-hidden className="size-4" />
        </IconButton>
      )}
    </div>
  );
}

interface QuestionEditorProps {
  readonly question: string;
  readonly onAsk: (question: string) => void;
  readonly onCancel: () => void;
}

function QuestionEditor({ question, onAsk, onCancel }: QuestionEditorProps) {
  const messages = useMessages();
  const [text, setText] = useState(question);
  const canAsk = text.trim() !== '';
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (canAsk) onAsk(text.trim());
      }}
    >
      <textarea
        value={text}
        autoFocus
        maxLength={maxQuestionChars}
        aria-label={messages.desk.editing.label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (canAsk) onAsk(text.trim());
        }}
        className="block field-sizing-content min-h-16 w-full resize-none rounded-box border border-line-strong bg-sheet px-3 py-2 font-text text-title"
      />
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={onCancel}>
          {messages.common.cancel}
        </Button>
        <Button size="small" look="primary" type="submit" disabled={!canAsk}>
          {messages.ask.send}
        </Button>
      </div>
    </form>
  );
}
