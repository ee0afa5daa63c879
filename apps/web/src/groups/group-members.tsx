import type { GroupDetailView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useRightsChange } from '../api/rights-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { PaneList, PaneSection } from '../rights/pane-parts.tsx';
import { PrincipalPicker } from '../rights/principal-picker.tsx';
import type { PrincipalChoice } from '../rights/use-principals.ts';
import { usePrincipals } from '../rights/use-principals.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** People and groups that are in a group themselves; more are put in, and taken out. */
export function GroupMembers({ group }: { readonly group: GroupDetailView }) {
  const { groups: words, since: sinceWords } = useRightsWords();
  const format = useFormat();
  const [chosen, setChosen] = useState<PrincipalChoice | null>(null);
  const { all } = usePrincipals();
  const add = useRightsChange(
    (client, member: string) => client.call(routes.addGroupMember, { params: { id: group.id }, body: { member } }),
    () => setChosen(null),
  );
  const take = useRightsChange((client, member: string) => client.call(routes.removeGroupMember, { params: { id: group.id, member } }));
  const inside = new Set([...group.members.map(({ userId }) => userId), ...group.innerGroups.map(({ id }) => id), group.id, 'everyone']);
  const failure = add.error ?? take.error;
  const takeButton = (id: string, name: string) => (
    <Button size="small" look="plain" disabled={take.isPending} aria-label={`${words.take}: ${name}`} onClick={() => take.mutate(id)}>
      {words.take}
    </Button>
  );
  return (
    <PaneSection title={words.members}>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== null) add.mutate(chosen.id);
        }}
      >
        <div className="min-w-0 flex-1">
          <PrincipalPicker label={words.add} choices={all.filter(({ id }) => !inside.has(id))} chosen={chosen} onChoose={setChosen} />
        </div>
        <Button type="submit" disabled={chosen === null || add.isPending}>
          {words.addButton}
        </Button>
      </form>
      {failure !== null && <FailureNote error={failure} />}
      {inside.size === 2 && <p className="text-ui text-soft">{words.nobody}</p>}
      {inside.size > 2 && (
        <PaneList>
          {group.innerGroups.map(({ id, name, since }) => (
            <MemberRow key={id} name={name} more={sinceWords(format.day(since))} icon={<Users aria-hidden className="size-4 text-faint" />}>
              {takeButton(id, name)}
            </MemberRow>
          ))}
          {group.members.map(({ userId, name, email }) => (
            <MemberRow key={userId} name={name} more={email}>
              {takeButton(userId, name)}
            </MemberRow>
          ))}
        </PaneList>
      )}
    </PaneSection>
  );
}

interface MemberRowProps {
  readonly name: string;
  readonly more: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

function MemberRow({ name, more, icon, children }: MemberRowProps) {
  return (
    <li className="flex items-center gap-3 px-4 py-2">
      {icon}
      <p className="min-w-0 flex-1 truncate text-ui">
        <span className="font-medium">{name}</span> <span className="text-small text-faint">{more}</span>
      </p>
      {children}
    </li>
  );
}
