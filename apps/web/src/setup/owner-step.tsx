import type { Me } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '../api/query-keys.ts';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { ProfileForm } from '../sign-in/profile-form.tsx';
import { Button } from '../ui/button.tsx';
import { StepActions } from './step-actions.tsx';

interface OwnerStepProps {
  readonly me: Me;
  readonly isDone: boolean;
  readonly onNext: () => void;
}

/** Name, e-mail address and password of the owner; once they are set, who that is. */
export function OwnerStep({ me, isDone, onNext }: OwnerStepProps) {
  const words = useFirstRunWords();
  const queryClient = useQueryClient();
  if (isDone)
    return (
      <>
        <p>{words.owner.done(me.name, me.email)}</p>
        <p className="text-soft">{words.owner.doneHint}</p>
        <StepActions>
          <Button look="primary" onClick={onNext}>
            {words.next}
          </Button>
        </StepActions>
      </>
    );
  return (
    <>
      <p className="text-soft">{words.owner.body}</p>
      <div className="max-w-[420px]">
        <ProfileForm
          submit={words.save}
          known={null}
          onDone={() => {
            void queryClient.invalidateQueries({ queryKey: queryKeys.me });
            onNext();
          }}
        />
      </div>
      <StepActions>
        <Button look="plain" className="-ml-3.5" onClick={onNext}>
          {words.skip}
        </Button>
        <p className="min-w-0 flex-1 text-small text-faint">{words.owner.laterHint}</p>
      </StepActions>
    </>
  );
}
