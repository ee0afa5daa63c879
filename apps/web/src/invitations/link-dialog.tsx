import type { MailDeliveryView } from '@carrel/contract';
import { Check, Copy } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { useCopy } from '../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { MailState } from './mail-state.tsx';

export interface ShownLink {
  readonly email: string;
  readonly url: string;
  /** Null: it was not to go by mail. */
  readonly mail: MailDeliveryView | null;
}

interface LinkDialogProps extends ShownLink {
  readonly onClose: () => void;
}

/** The one-time link, this once. */
export function LinkDialog({ email, url, mail, onClose }: LinkDialogProps) {
  const messages = useMessages();
  const words = messages.access.invitations;
  const { isCopied, copy } = useCopy();
  return (
    <Dialog title={words.linkFor(email)} onClose={onClose}>
      {mail !== null && <MailState mail={mail} />}
      <p className="text-soft">{mail?.state === 'sent' ? words.mail.linkBody : words.linkBody}</p>
      <code className="rounded-box border border-line bg-paper px-3 py-2 font-mono text-code break-all select-all">{url}</code>
      <DialogActions>
        <Button onClick={onClose}>{messages.common.close}</Button>
        <Button look="primary" onClick={() => copy(url)}>
          {isCopied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
          {isCopied ? messages.common.copied : words.copyLink}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
