import type { Session } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { deviceName } from './device-name.ts';

/** Where the person is signed in, and the end of it: one session, or all but this one. */
export function SessionList() {
  const words = useMessages().access.sessions;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: queryKeys.sessions });
  const sessions = useQuery({ queryKey: queryKeys.sessions, queryFn: ({ signal }) => client.call(routes.listSessions, { signal }) });
  const endOne = useMutation({ mutationFn: (id: string) => client.call(routes.endSession, { params: { id } }), onSuccess });
  const endOthers = useMutation({ mutationFn: () => client.call(routes.endOtherSessions, {}), onSuccess });
  if (sessions.error !== null) return <FailureNote error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (!sessions.data) return <SkeletonLines lines={3} />;
  const { items } = sessions.data;
  const failure = endOne.error ?? endOthers.error;
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
        {items.map((session) => (
          <SessionRow key={session.id} session={session} isWorking={endOne.isPending} onEnd={() => endOne.mutate(session.id)} />
        ))}
      </ul>
      {failure !== null && <FailureNote error={failure} />}
      <div className="flex items-center gap-3">
        {items.length > 1 ? (
          <Button disabled={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {words.endOthers}
          </Button>
        ) : (
          <p role="status" className="text-ui text-soft">
            {endOthers.isSuccess ? words.endedOthers : words.none}
          </p>
        )}
      </div>
    </div>
  );
}

interface SessionRowProps {
  readonly session: Session;
  readonly isWorking: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session, isWorking, onEnd }: SessionRowProps) {
  const words = useMessages().access.sessions;
  const device = deviceName(session.userAgent);
  const Icon = device?.system === 'Android' || device?.system === 'iPhone' ? Smartphone : Laptop;
  const facts = [words.methods[session.method], ...(session.isMultiFactor ? [words.multiFactor] : [])].join(', ');
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-[18px] shrink-0 text-faint" strokeWidth={1.6} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-ui font-medium">
          {device === null ? words.unknownDevice : device.system === null ? device.browser : words.on(device.browser, device.system)}
          {session.isCurrent && <span className="ms-2 font-normal text-accent">{words.current}</span>}
        </p>
        <p className="text-small text-faint">
          {words.lastSeen} <TimeAgo time={session.lastSeenAt} />
          {session.ipAddress !== null && <> · {session.ipAddress}</>} · {facts}
        </p>
      </div>
      {!session.isCurrent && (
        <Button size="small" disabled={isWorking} onClick={onEnd}>
          {words.end}
        </Button>
      )}
    </li>
  );
}
