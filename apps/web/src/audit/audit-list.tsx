import type { AuditEventView } from '@carrel/contract';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { VirtualGrid } from '../ui/virtual-grid.tsx';

const rowHeightPx = 44;

interface AuditListProps {
  readonly events: readonly AuditEventView[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
}

/** Events, newest first; a chosen one shows its leaf beside the list. */
export function AuditList({ events, hasMore, onMore }: AuditListProps) {
  const messages = useMessages();
  const address = useAddress();
  const openId = address.get('event');
  return (
    <VirtualGrid
      label={messages.audit.title}
      items={events}
      keyOf={(event) => event.id}
      rowHeightPx={rowHeightPx}
      isOpen={(event) => event.id === openId}
      onOpen={(event) => (openId === null ? address.push({ event: event.id }) : address.replace({ event: event.id }))}
      onWalk={(event) => {
        if (openId !== null) address.replace({ event: event.id });
      }}
      hasMore={hasMore}
      onMore={onMore}
      rowLook="h-11 grid-cols-[56px_minmax(0,1fr)_auto] gap-x-3 text-small @2xl:grid-cols-[72px_150px_minmax(0,1fr)_90px_minmax(0,1fr)]"
      renderCells={(event) => <AuditCells event={event} />}
    />
  );
}

function AuditCells({ event }: { readonly event: AuditEventView }) {
  const format = useFormat();
  return (
    <>
      <span role="gridcell" className="figures text-faint">
        {format.number(event.seq)}
      </span>
      <span role="gridcell" className="figures truncate text-soft @max-2xl:order-3" title={event.time}>
        {format.stamp(event.time)}
      </span>
      <span role="gridcell" className="truncate text-ui font-medium">
        {event.type}
      </span>
      <span role="gridcell" className={classNames('truncate @max-2xl:hidden', event.outcome === 'success' ? 'text-soft' : 'text-danger')}>
        {event.outcome}
      </span>
      <code role="gridcell" className="truncate font-mono text-code text-faint @max-2xl:hidden">
        {event.targetRef ?? event.actorRef}
      </code>
    </>
  );
}
