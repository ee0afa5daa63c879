import { useEffect, useMemo, useRef, useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { useAskStore } from './ask-provider.tsx';
import { ConversationBody } from './conversation-body.tsx';
import { EmptyAsk } from './empty-ask.tsx';
import { QuestionBox } from './question-box.tsx';
import { useConversationTurns } from './use-conversation-turns.ts';

/** Ask: one conversation, or the empty desk before it. */
export function AskScreen() {
  const messages = useMessages();
  const address = useAddress();
  const store = useAskStore();
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const scope = useMemo(() => address.get('in')?.split(',') ?? [], [address]);
  const open = useConversationTurns(scope);
  const { conversationId, turns, running, ask } = open;
  const isNew = conversationId === null && turns.length === 0;

  // A question that another page hands over stands in the box, not yet asked.
  const handedOver = address.get('q');
  useEffect(() => {
    if (handedOver === null) return;
    setText(handedOver);
    address.replace({ q: null });
  }, [handedOver, address]);

  const questionBox = (
    <QuestionBox
      inputRef={inputRef}
      text={text}
      onText={setText}
      scope={scope}
      onScope={(chosen) => address.replace({ in: chosen.join(',') })}
      isFollowUp={!isNew}
      onStop={running ? () => store.stop(running.key) : null}
      onAsk={() => {
        ask(text);
        setText('');
      }}
    />
  );

  if (!address.isReady) return <WorkHeader title={messages.ask.title} />;
  if (!isNew) return <ConversationBody open={open} questionBox={questionBox} />;
  return (
    <>
      <WorkHeader title={messages.ask.title} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <EmptyAsk questionBox={questionBox} scope={scope} onAsk={ask} />
      </div>
    </>
  );
}
