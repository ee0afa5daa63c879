import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useAddress } from './use-address.ts';

export function NotFoundScreen() {
  const messages = useMessages();
  const address = useAddress();
  return (
    <main className="h-full pt-[12vh]">
      <EmptyState
        isPageTitle
        title={messages.failure.notFoundTitle}
        action={<Button onClick={() => address.go('/')}>{messages.failure.toAsk}</Button>}
      >
        {messages.failure.notFoundBody}
      </EmptyState>
    </main>
  );
}
