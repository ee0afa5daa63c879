import { useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { ProfileForm } from '../sign-in/profile-form.tsx';

export function CompleteSetup() {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return (
    <div className="flex max-w-[420px] flex-col gap-4">
      <p className="text-soft">{messages.settings.completeBody}</p>
      <ProfileForm
        submit={messages.common.save}
        known={null}
        onDone={() => void queryClient.invalidateQueries({ queryKey: queryKeys.me })}
      />
    </div>
  );
}
