import { routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import type { ShownLink } from './link-dialog.tsx';
import { RoleBoxes, type OfferedRole } from './role-boxes.tsx';

const lasts = ['24', '72', '168'] as const;
type Lasts = (typeof lasts)[number];

/** Address, roles and how long the link lasts. */
export function InvitationForm({ onMade }: { readonly onMade: (link: ShownLink) => void }) {
  const words = useMessages().access.invitations;
  const { client } = useApi();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly OfferedRole[]>(['employee']);
  const [hours, setHours] = useState<Lasts>('72');
  const [isMailed, setMailed] = useState(true);
  const sendsMail = useMe().data?.capabilities.sendsMail === true;
  const invite = useMutation({
    mutationFn: () => {
      const body = { email: email.trim(), roles: [...roles], expiresInHours: Number(hours), isMailed };
      return client.call(routes.createInvitation, { body: name.trim() === '' ? body : { ...body, name: name.trim() } });
    },
    onSuccess: ({ invitation, url }) => {
      onMade({ email: invitation.email, url, mail: invitation.mail });
      setEmail('');
      setName('');
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <div className="grid grid-cols-1 gap-4 tablet:grid-cols-2">
        <Field
          label={words.email}
          type="email"
          name="invited-email"
          autoComplete="off"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label={words.name}
          name="invited-name"
          autoComplete="off"
          maxLength={200}
          hint={words.nameHint}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <RoleBoxes chosen={roles} onChange={setRoles} />
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="flex flex-col gap-1">
          <span className="text-small font-medium text-soft">{words.expires}</span>
          <SelectField
            label={words.expires}
            className="w-44"
            value={hours}
            options={lasts.map((value) => ({ value, text: words.lasts[value] }))}
            onChange={setHours}
          />
        </div>
        {sendsMail && (
          <label className="flex h-9 flex-1 items-center gap-2 text-ui">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={isMailed}
              onChange={(event) => setMailed(event.target.checked)}
            />
            {words.mail.send}
          </label>
        )}
        <Button type="submit" look="primary" disabled={invite.isPending || roles.length === 0}>
          {sendsMail && isMailed ? (invite.isPending ? words.mail.sending : words.mail.submit) : words.submit}
        </Button>
      </div>
      {invite.error !== null && <FailureNote error={invite.error} />}
    </form>
  );
}
