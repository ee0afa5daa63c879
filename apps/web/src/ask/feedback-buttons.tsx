import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { useGiveFeedback } from '../api/conversation-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { FeedbackDialog } from './feedback-dialog.tsx';

interface FeedbackButtonsProps {
  readonly answerId: string;
  readonly conversationId: string | null;
  readonly rating: 'helpful' | 'not-helpful' | null;
}

export function FeedbackButtons({ answerId, conversationId, rating }: FeedbackButtonsProps) {
  const messages = useMessages();
  const give = useGiveFeedback(conversationId);
  const [isAsking, setAsking] = useState(false);
  const shown = give.isPending || give.isSuccess ? give.variables.rating : rating;
  return (
    <>
      <IconButton
        label={messages.ask.helpful}
        isActive={shown === 'helpful'}
        aria-pressed={shown === 'helpful'}
        onClick={() => give.mutate({ answerId, rating: 'helpful', reason: null })}
      >
        <ThumbsUp aria-hidden className="size-4" />
      </IconButton>
      <IconButton
        label={messages.ask.notHelpful}
        isActive={shown === 'not-helpful'}
        aria-pressed={shown === 'not-helpful'}
        onClick={() => setAsking(true)}
      >
        <ThumbsDown aria-hidden className="size-4" />
      </IconButton>
      {isAsking && (
        <FeedbackDialog
          isWorking={give.isPending}
          error={give.error}
          onClose={() => setAsking(false)}
          onSend={(reason) => give.mutate({ answerId, rating: 'not-helpful', reason }, { onSuccess: () => setAsking(false) })}
        />
      )}
    </>
  );
}
