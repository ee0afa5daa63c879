import type { Me } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { OwnerForm } from '../sign-in/owner-form.tsx';

/** Until the owner is set up, the address is one that can belong to nobody (RFC 2606). */
export function isSetUp(me: Me): boolean {
  return !me.email.endsWith('.invalid');
}

export function CompleteSetup() {
  const messages = useMessages();
  const queryClient = useQueryClient();
  return (
    <div className="flex max-w-[420px] flex-col gap-4">
      <p className="text-soft">{messages.settings.completeBody}</p>
      <OwnerForm submit={messages.common.save} onDone={() => void queryClient.invalidateQueries({ queryKey: queryKeys.me })} />
    </div>
  );
}
