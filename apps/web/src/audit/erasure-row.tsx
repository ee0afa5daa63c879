import type { ErasureView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useKeepingChange } from '../api/audit-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { SubjectLine } from './subject-line.tsx';

/** A request to erase, and the approval by another person. */
export function ErasureRow({ erasure }: { readonly erasure: ErasureView }) {
  const words = useAuditWords().keeping;
  const myId = useMe().data?.userId;
  const [isApproving, setApproving] = useState(false);
  const approve = useKeepingChange(
    (client, id: string) => client.call(routes.approveErasure, { params: { id } }),
    () => setApproving(false),
  );
  const isOpen = erasure.state === 'asked';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <SubjectLine {...erasure} />
        {erasure.reason !== '' && <p className="text-small text-soft">{erasure.reason}</p>}
        <p className="text-small text-faint">
          {words.erasureStates[erasure.state]} · <TimeAgo time={erasure.executedAt ?? erasure.askedAt} />
        </p>
      </div>
      {isOpen && erasure.askedBy === myId && <p className="text-small text-faint">{words.waitsForOther}</p>}
      {isOpen && erasure.askedBy !== myId && (
        <Button size="small" look="danger" onClick={() => setApproving(true)}>
          {words.approve}
        </Button>
      )}
      {isApproving && (
        <ConfirmDialog
          title={words.approveTitle}
          action={words.approveAction}
          isWorking={approve.isPending}
          error={approve.error}
          onConfirm={() => approve.mutate(erasure.id)}
          onClose={() => setApproving(false)}
        >
          {erasure.userId === null ? words.approveDocument(erasure.title ?? '') : words.approvePerson}
        </ConfirmDialog>
      )}
    </li>
  );
}
