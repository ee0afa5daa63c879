import type { ReactNode } from 'react';
import { useState } from 'react';
import { useSetCompany } from '../api/desk-queries.ts';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';

interface CompanyFormProps {
  /** Null: not set. */
  readonly company: string | null;
  readonly submit: string;
  readonly onSaved: () => void;
  /** Beside the button. */
  readonly children?: ReactNode;
}

/** The name of the company; emptied, there is none. */
export function CompanyForm({ company, submit, onSaved, children }: CompanyFormProps) {
  const words = useFirstRunWords().company;
  const [name, setName] = useState(company ?? '');
  const save = useSetCompany(onSaved);
  return (
    <form
      className="flex max-w-[420px] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = name.trim() === '' ? null : name.trim();
        if (wanted === company) onSaved();
        else save.mutate(wanted);
      }}
    >
      <Field
        label={words.name}
        name="company"
        autoComplete="organization"
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {save.error !== null && <FailureNote error={save.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={save.isPending}>
          {submit}
        </Button>
        {children}
      </div>
    </form>
  );
}
