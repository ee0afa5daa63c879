import type { Invitation } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';

export type OfferedRole = Invitation['roles'][number];

const offered: readonly OfferedRole[] = ['employee', 'curator', 'admin', 'compliance'];

interface RoleBoxesProps {
  readonly chosen: readonly OfferedRole[];
  readonly onChange: (roles: readonly OfferedRole[]) => void;
}

/** What the person will be; several at once are possible. */
export function RoleBoxes({ chosen, onChange }: RoleBoxesProps) {
  const messages = useMessages();
  return (
    <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
      <legend className="mb-1 text-small font-medium text-soft">{messages.access.invitations.roles}</legend>
      {offered.map((role) => (
        <label key={role} className="flex items-center gap-2 text-ui">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={chosen.includes(role)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, role] : chosen.filter((one) => one !== role))}
          />
          {messages.settings.roleNames[role]}
        </label>
      ))}
    </fieldset>
  );
}
