import { useState } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

interface FeedbackDialogProps {
  readonly isWorking: boolean;
  readonly error: unknown;
  readonly onSend: (reason: string | null) => void;
  readonly onClose: () => void;
}

/** Why an answer did not help: a usual reason, own words, both or neither. */
export function FeedbackDialog({ isWorking, error, onSend, onClose }: FeedbackDialogProps) {
  const messages = useMessages();
  const words = messages.ask;
  const [reasons, setReasons] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  return (
    <Dialog title={words.feedbackTitle} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const reason = [...reasons, text.trim()].filter((part) => part !== '').join('. ');
          onSend(reason === '' ? null : reason);
        }}
      >
        <div className="flex flex-wrap gap-2">
          {words.feedbackReasons.map((reason) => {
            const isChosen = reasons.includes(reason);
            return (
              <button
                key={reason}
                type="button"
                aria-pressed={isChosen}
                onClick={() => setReasons(isChosen ? reasons.filter((other) => other !== reason) : [...reasons, reason])}
                className={classNames(
                  'rounded-round border px-3 py-1 text-small',
                  isChosen ? 'border-accent bg-accent-soft text-accent' : 'border-line-strong hover:bg-hover',
                )}
              >
                {reason}
              </button>
            );
          })}
        </div>
        <textarea
          value={text}
          rows={3}
          maxLength={1800}
          aria-label={words.feedbackPlaceholder}
          placeholder={words.feedbackPlaceholder}
          onChange={(event) => setText(event.target.value)}
          className="w-full resize-none rounded-box border border-line-strong bg-paper px-3 py-2 text-ui placeholder:text-faint"
        />
        {error !== null && <FailureNote error={error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={isWorking}>
            {words.feedbackSend}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
