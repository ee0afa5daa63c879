import { useShareAnswer } from '../api/answer-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { useCopy } from '../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { inputLook } from '../ui/field.tsx';

interface ShareDialogProps {
  readonly answerId: string;
  readonly conversationId: string;
  readonly sharedAt: string | null;
  readonly onClose: () => void;
}

/** Makes a link to an answer, or ends it. For whom it opens is said before it is made. */
export function ShareDialog({ answerId, conversationId, sharedAt, onClose }: ShareDialogProps) {
  const messages = useMessages();
  const words = messages.desk.sharing;
  const share = useShareAnswer(conversationId);
  const { isCopied, copy } = useCopy();
  const isShared = (share.data ? share.data.sharedAt : sharedAt) !== null;
  const link = `${location.origin}/answer/?a=${answerId}`;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p className="text-soft">{words.body}</p>
      {isShared && (
        <div className="flex gap-2">
          <input
            readOnly
            value={link}
            aria-label={words.link}
            onFocus={(event) => event.target.select()}
            className={`${inputLook} min-w-0 flex-1 font-mono text-code`}
          />
          <Button onClick={() => copy(link)}>{isCopied ? messages.common.copied : messages.common.copy}</Button>
        </div>
      )}
      {share.error !== null && <FailureNote error={share.error} />}
      <DialogActions>
        <Button onClick={onClose}>{messages.common.close}</Button>
        {isShared ? (
          <Button look="danger" disabled={share.isPending} onClick={() => share.mutate({ answerId, isShared: false })}>
            {words.end}
          </Button>
        ) : (
          <Button look="primary" disabled={share.isPending} onClick={() => share.mutate({ answerId, isShared: true })}>
            {words.make}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
