import type { UserView } from '@carrel/contract';
import { Bot } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { TimeAgo } from '../ui/time-ago.tsx';
import { VirtualGrid } from '../ui/virtual-grid.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

const rowHeightPx = 60;
const columns = '@2xl:grid-cols-[minmax(0,1fr)_minmax(0,340px)_130px]';

/** People, one a row. */
export function PeopleList({ people }: { readonly people: readonly UserView[] }) {
  const words = useRightsWords().people;
  const address = useAddress();
  const openId = address.get('person');
  return (
    <>
      <div
        aria-hidden
        className={classNames(
          'hidden shrink-0 gap-x-4 border-b border-line px-4 py-1.5 text-tiny font-medium text-faint tablet:px-6 @2xl:grid',
          columns,
        )}
      >
        <span>{words.name}</span>
        <span>{words.role}</span>
        <span>{words.lastSeen}</span>
      </div>
      <VirtualGrid
        label={words.title}
        items={people}
        keyOf={(user) => user.id}
        rowHeightPx={rowHeightPx}
        isOpen={(user) => user.id === openId}
        onOpen={(user) => (openId === null ? address.push({ person: user.id }) : address.replace({ person: user.id }))}
        onWalk={(user) => {
          if (openId !== null) address.replace({ person: user.id });
        }}
        hasMore={false}
        onMore={() => undefined}
        rowLook={`min-h-[60px] grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-2 ${columns}`}
        renderCells={(user) => <PersonCells user={user} />}
      />
    </>
  );
}

function PersonCells({ user }: { readonly user: UserView }) {
  const messages = useMessages();
  const format = useFormat();
  const words = useRightsWords().people;
  const roles = format.list(user.roles.map((role) => messages.settings.roleNames[role]));
  return (
    <>
      <div role="gridcell" className="min-w-0">
        <p className={classNames('flex items-center gap-2 truncate text-ui font-medium', !user.isActive && 'text-faint')}>
          {user.kind === 'service' && <Bot aria-hidden className="size-4 shrink-0 text-faint" />}
          <span className="truncate">{user.name}</span>
          {!user.isActive && (
            <span className="shrink-0 rounded-round border border-line-strong px-2 text-tiny font-normal">{words.off}</span>
          )}
        </p>
        <p className="truncate text-small text-faint">{user.kind === 'service' ? words.service : user.email}</p>
      </div>
      <div role="gridcell" className="truncate text-small text-soft @max-2xl:hidden" title={roles}>
        {roles}
      </div>
      <div role="gridcell" className="text-small text-faint max-tablet:text-end">
        {user.kind === 'person' && (user.lastSignInAt === null ? words.never : <TimeAgo time={user.lastSignInAt} />)}
      </div>
    </>
  );
}
