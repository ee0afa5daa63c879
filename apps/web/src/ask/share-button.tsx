import { Share2 } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ShareDialog } from './share-dialog.tsx';

interface ShareButtonProps {
  readonly answerId: string;
  readonly conversationId: string;
  readonly sharedAt: string | null;
}

export function ShareButton(props: ShareButtonProps) {
  const words = useMessages().desk.sharing;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="plain" size="small" onClick={() => setOpen(true)}>
        <Share2 aria-hidden className="size-4" />
        {props.sharedAt === null ? words.share : words.shared}
      </Button>
      {isOpen && <ShareDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
