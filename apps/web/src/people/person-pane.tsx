import type { UserDetailView } from '@carrel/contract';
import { usePerson } from '../api/rights-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { PaneHeader, PaneSection } from '../rights/pane-parts.tsx';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { PersonAccess } from './person-access.tsx';
import { PersonKeys } from './person-keys.tsx';
import { PersonRoles } from './person-roles.tsx';
import { PersonSessions } from './person-sessions.tsx';
import { PersonSwitch } from './person-switch.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** One person or service beside the list: roles, groups, sessions, keys, and what they may read and why. */
export function PersonPane({ id }: { readonly id: string }) {
  const address = useAddress();
  const person = usePerson(id);
  const close = () => address.replace({ person: null, asof: null });
  useKey('Escape', close);
  const { data } = person;
  return (
    <>
      <PaneHeader title={data?.name ?? ' '} {...(data?.kind === 'person' && { more: data.email })} onClose={close} />
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        {person.isPending && <SkeletonLines lines={8} className="p-5" />}
        {person.isError && (
          <div className="p-5">
            <FailureNote error={person.error} onRetry={() => void person.refetch()} />
          </div>
        )}
        {data && <Person key={data.id} person={data} />}
      </div>
    </>
  );
}

function Person({ person }: { readonly person: UserDetailView }) {
  const words = useRightsWords().person;
  const format = useFormat();
  return (
    <>
      <PersonSwitch person={person} />
      <PaneSection title={words.roles}>
        <PersonRoles person={person} />
      </PaneSection>
      <PaneSection title={words.groups}>
        <p className="text-ui text-soft">
          {person.groups.length === 0 ? words.noGroups : format.list(person.groups.map(({ name }) => name))}
        </p>
      </PaneSection>
      <PersonAccess id={person.id} />
      {person.kind === 'person' ? <PersonSessions id={person.id} /> : <PersonKeys person={person} />}
    </>
  );
}
