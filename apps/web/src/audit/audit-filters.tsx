import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { inputLook } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { eventTypes } from './event-types.ts';

export function AuditFilters() {
  const messages = useMessages();
  const words = messages.audit;
  const address = useAddress();
  return (
    <div className="shrink-0 border-b border-line px-4 py-3 tablet:px-6">
      <p className="pb-2.5 text-small text-faint">{words.intro}</p>
      <div
        role="group"
        aria-label={words.filters}
        className="grid grid-cols-2 items-end gap-2 @2xl:grid-cols-[200px_minmax(0,1fr)_minmax(0,1fr)_136px_136px]"
      >
        <SelectField
          label={words.type}
          value={address.get('type') ?? ''}
          options={[{ value: '', text: words.allTypes }, ...eventTypes.map((type) => ({ value: type, text: type }))]}
          onChange={(type) => address.replace({ type })}
          className="@max-2xl:col-span-full"
        />
        <CommittedInput label={words.target} name="target" />
        <CommittedInput label={words.actor} name="who" />
        <CommittedInput label={words.from} name="from" type="date" />
        <CommittedInput label={words.to} name="to" type="date" />
      </div>
    </div>
  );
}

interface CommittedInputProps {
  readonly label: string;
  readonly name: 'target' | 'who' | 'from' | 'to';
  readonly type?: 'search' | 'date';
}

/** Takes effect when it is left or Enter is pressed: half an id finds nothing. */
function CommittedInput({ label, name, type = 'search' }: CommittedInputProps) {
  const address = useAddress();
  const value = address.get(name) ?? '';
  const commit = (next: string) => {
    if (next !== value) address.replace({ [name]: next });
  };
  return (
    <label className="flex min-w-0 flex-col gap-0.5 text-tiny font-medium text-faint">
      <span className="truncate">{label}</span>
      <input
        key={value}
        type={type}
        defaultValue={value}
        onBlur={(event) => commit(event.target.value.trim())}
        onChange={(event) => {
          if (type === 'date') commit(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value.trim());
        }}
        className={inputLook}
      />
    </label>
  );
}
