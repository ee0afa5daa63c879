import type { HoldView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useKeepingChange } from '../api/audit-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { Button } from '../ui/button.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { SubjectLine } from './subject-line.tsx';

/** A hold, and the way to its release. */
export function HoldRow({ hold }: { readonly hold: HoldView }) {
  const words = useAuditWords().keeping;
  const myId = useMe().data?.userId;
  const [isReleasing, setReleasing] = useState(false);
  const release = useKeepingChange(
    (client, reason: string) => client.call(routes.releaseHold, { params: { id: hold.id }, body: { reason } }),
    () => setReleasing(false),
  );
  const isMine = hold.state === 'release-asked' && hold.releaseAskedBy === myId;
  const [action, body] = hold.state === 'placed' ? [words.askRelease, words.askReleaseBody] : [words.release, words.releaseBody];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <SubjectLine {...hold} />
        {hold.reason !== '' && <p className="text-small text-soft">{hold.reason}</p>}
        <p className="text-small text-faint">
          {words.holdStates[hold.state]} · <TimeAgo time={hold.releasedAt ?? hold.placedAt} />
        </p>
      </div>
      {isMine && <p className="text-small text-faint">{words.waitsForOther}</p>}
      {hold.state !== 'released' && !isMine && (
        <Button size="small" onClick={() => setReleasing(true)}>
          {action}
        </Button>
      )}
      {isReleasing && (
        <ReasonDialog
          title={action}
          body={body}
          action={action}
          isWorking={release.isPending}
          error={release.error}
          onSubmit={release.mutate}
          onClose={() => setReleasing(false)}
        />
      )}
    </li>
  );
}
