import { useMutation } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useApi } from '../api/api-context.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { VerdictNote } from './verdict-note.tsx';
import { verifyEvent } from './verify-log.ts';

/** Checks in this browser that an event stands in the log that was signed. */
export function VerifyEvent({ id, seq, leaf }: { readonly id: string; readonly seq: number; readonly leaf: string }) {
  const words = useAuditWords().verify;
  const { client } = useApi();
  const check = useMutation({ mutationFn: () => verifyEvent(client, { id, seq, leaf }) });
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="small" disabled={check.isPending} onClick={() => check.mutate()}>
        <ShieldCheck aria-hidden className="size-3.5" />
        {words.event}
      </Button>
      {check.data && <VerdictNote verdict={check.data} isEvent />}
      {check.isError && <FailureNote error={check.error} />}
    </div>
  );
}
