import type { PolicyView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useRightsChange } from '../api/rights-queries.ts';

import { utcOf } from '../rights/local-moment.ts';
import { PrincipalPicker } from '../rights/principal-picker.tsx';
import type { PrincipalChoice } from '../rights/use-principals.ts';
import { usePrincipals } from '../rights/use-principals.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

type Right = PolicyView['grants'][number]['right'];

/** A new grant: to a person, a group or everyone, with a beginning and an end. */
export function GrantForm({ policy }: { readonly policy: PolicyView }) {
  const words = useRightsWords();
  const { all } = usePrincipals();
  const [who, setWho] = useState<PrincipalChoice | null>(null);
  const [right, setRight] = useState<Right>('read');
  const [begins, setBegins] = useState('');
  const [ends, setEnds] = useState('');
  const grant = useRightsChange(
    (client, principal: string) => {
      const [validFrom, validTo] = [utcOf(begins), utcOf(ends)];
      const body = { principal, right, ...(validFrom !== null && { validFrom }), ...(validTo !== null && { validTo }) };
      return client.call(routes.addGrant, { params: { id: policy.id }, body });
    },
    () => {
      setWho(null);
      setBegins('');
      setEnds('');
    },
  );
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (who !== null) grant.mutate(who.id);
      }}
    >
      <PrincipalPicker label={words.policies.grantTo} choices={all} chosen={who} onChoose={setWho} />
      <div className="flex flex-col gap-1">
        <span aria-hidden className="text-small font-medium text-soft">
          {words.policies.right}
        </span>
        <SelectField
          label={words.policies.right}
          className="w-52"
          value={right}
          options={[
            { value: 'read', text: words.rights.read },
            { value: 'curate', text: words.rights.curate },
          ]}
          onChange={setRight}
        />
      </div>
      <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
        <Field
          type="datetime-local"
          label={words.policies.begins}
          hint={words.policies.beginsHint}
          value={begins}
          onChange={(event) => setBegins(event.target.value)}
        />
        <Field
          type="datetime-local"
          label={words.policies.ends}
          hint={words.policies.endsHint}
          value={ends}
          onChange={(event) => setEnds(event.target.value)}
        />
      </div>
      {grant.error !== null && <FailureNote error={grant.error} />}
      <Button type="submit" look="primary" className="self-start" disabled={who === null || grant.isPending}>
        {words.policies.grant}
      </Button>
    </form>
  );
}
