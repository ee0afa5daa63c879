import type { CarrelClient, routes } from '@carrel/contract';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { useRightsChange } from '../api/rights-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { useCopy } from '../ui/copy-button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

type KeyBody = z.input<typeof routes.createApiKey.body & object>;
type Scope = KeyBody['scopes'][number];
const scopes: readonly Scope[] = ['ask', 'search', 'documents:read', 'documents:write', 'admin', 'audit:read', 'scim'];
const lasts = ['7', '30', '90', '365'] as const;

interface KeyDialogProps {
  readonly make: (client: CarrelClient, body: KeyBody) => Promise<z.output<typeof routes.createApiKey.response>>;
  readonly onClose: () => void;
}

/** Asks what a key is for, makes it, and shows its secret this once. */
export function KeyDialog({ make, onClose }: KeyDialogProps) {
  const messages = useMessages();
  const words = useRightsWords().keys;
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['ask', 'search']);
  const [days, setDays] = useState<(typeof lasts)[number]>('90');
  const made = useRightsChange(make);
  if (made.data !== undefined) return <MadeKey secret={made.data.secret} onClose={onClose} />;
  return (
    <Dialog title={words.make} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          made.mutate({ name: name.trim(), scopes: [...chosen], expiresInDays: Number(days) });
        }}
      >
        <Field
          label={words.name}
          name="key-name"
          autoComplete="off"
          maxLength={200}
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="grid grid-cols-1 gap-x-5 gap-y-2 tablet:grid-cols-2">
          <legend className="mb-1 text-small font-medium text-soft">{words.scopes}</legend>
          {scopes.map((scope) => (
            <label key={scope} className="flex items-center gap-2 text-ui">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={chosen.includes(scope)}
                onChange={(event) => setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
              />
              {words.scopeNames[scope]}
            </label>
          ))}
        </fieldset>
        <div className="flex flex-col gap-1">
          <span aria-hidden className="text-small font-medium text-soft">
            {words.expires}
          </span>
          <SelectField
            label={words.expires}
            className="w-44"
            value={days}
            options={lasts.map((value) => ({ value, text: words.lasts[value] }))}
            onChange={setDays}
          />
        </div>
        {made.error !== null && <FailureNote error={made.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={made.isPending || chosen.length === 0 || name.trim() === ''}>
            {words.make}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Only its button closes it: a click beside it must not lose the secret. */
function MadeKey({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const words = useRightsWords().keys;
  const { isCopied, copy } = useCopy();
  const messages = useMessages();
  return (
    <Dialog title={words.madeTitle} onClose={() => undefined}>
      <p className="text-soft">{words.madeBody}</p>
      <code className="rounded-box border border-line bg-paper px-3 py-2 font-mono text-code break-all select-all">{secret}</code>
      <DialogActions>
        <Button onClick={() => copy(secret)}>
          {isCopied ? <Check aria-hidden className="size-4" /> : <Copy aria-hidden className="size-4" />}
          {isCopied ? messages.common.copied : words.copy}
        </Button>
        <Button look="primary" onClick={onClose}>
          {words.kept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
