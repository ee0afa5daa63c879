import type { Session } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';
import { deviceName } from '../settings/device-name.ts';
import { TimeAgo } from '../ui/time-ago.tsx';

interface SessionFactsProps {
  readonly session: Session;
  /** Whose it is, where several people are in the list. */
  readonly who?: string;
}

/** A session in two lines: the device, and when and how. */
export function SessionFacts({ session, who }: SessionFactsProps) {
  const words = useMessages().access.sessions;
  const device = deviceName(session.userAgent);
  const deviceText =
    device === null ? words.unknownDevice : device.system === null ? device.browser : words.on(device.browser, device.system);
  const facts = [words.methods[session.method], ...(session.isMultiFactor ? [words.multiFactor] : [])].join(', ');
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate text-ui font-medium">
        {who ?? deviceText}
        {session.isCurrent && <span className="ms-2 font-normal text-accent">{words.current}</span>}
      </p>
      <p className="text-small text-faint">
        {who !== undefined && <>{deviceText} · </>}
        {words.lastSeen} <TimeAgo time={session.lastSeenAt} />
        {session.ipAddress !== null && <> · {session.ipAddress}</>} · {facts}
      </p>
    </div>
  );
}
