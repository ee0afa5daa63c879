import { ProblemError } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

export function LinkFailed({ error, onPassword }: { readonly error: unknown; readonly onPassword: () => void }) {
  const messages = useMessages();
  const words = messages.signIn;
  const isRefused = error instanceof ProblemError && error.problem.status < 500;
  return (
    <div className="flex flex-col items-start gap-4">
      {isRefused ? (
        <div role="alert" className="flex flex-col gap-2">
          <h1 className="text-lead font-semibold">{words.linkFailedTitle}</h1>
          <p className="text-soft">{words.linkFailedBody}</p>
        </div>
      ) : (
        <FailureNote error={error} onRetry={() => location.reload()} />
      )}
      <Button onClick={onPassword}>{words.toSignIn}</Button>
    </div>
  );
}
