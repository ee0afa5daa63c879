import type { UserDetailView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useRightsChange } from '../api/rights-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

type Role = UserDetailView['roles'][number];
const forPeople: readonly Role[] = ['employee', 'curator', 'admin', 'compliance', 'compliance-unseal'];
/** A service cannot unseal the log: that is for people with a reason. */
const forServices: readonly Role[] = ['employee', 'curator', 'admin', 'compliance'];

/** The roles of somebody, to be changed and saved together. */
export function PersonRoles({ person }: { readonly person: UserDetailView }) {
  const messages = useMessages();
  const rightsWords = useRightsWords();
  const [wanted, setWanted] = useState<readonly Role[]>(person.roles);
  const save = useRightsChange((client, roles: readonly Role[]) =>
    client.call(routes.updateUser, { params: { id: person.id }, body: { roles: [...roles] } }),
  );
  const isChanged = wanted.length !== person.roles.length || wanted.some((role) => !person.roles.includes(role));
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(wanted);
      }}
    >
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="sr-only">{rightsWords.person.roles}</legend>
        {(person.kind === 'person' ? forPeople : forServices).map((role) => (
          <label key={role} className="flex items-center gap-2 text-ui">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={wanted.includes(role)}
              onChange={(event) => setWanted(event.target.checked ? [...wanted, role] : wanted.filter((one) => one !== role))}
            />
            {messages.settings.roleNames[role]}
          </label>
        ))}
      </fieldset>
      {isChanged && (
        <Button type="submit" size="small" look="primary" className="self-start" disabled={save.isPending}>
          {rightsWords.person.saveRoles}
        </Button>
      )}
      {save.error !== null && <FailureNote error={save.error} />}
    </form>
  );
}
