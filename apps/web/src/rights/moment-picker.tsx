import { useId } from 'react';
import { useFormat } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { inputLook } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { localOf, utcOf } from './local-moment.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** The moment in the address that is asked about; null: now. */
export function useMoment(): string | null {
  const text = useAddress().get('asof');
  return text === null || Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString();
}

/** Now, or any moment of the past. It is in the address, so that a link shows the same. */
export function MomentPicker() {
  const words = useRightsWords().moment;
  const format = useFormat();
  const address = useAddress();
  const at = useMoment();
  const id = useId();
  const choose = (next: string | null) => address.replace({ asof: next });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Segmented
        label={words.label}
        value={at === null ? 'now' : 'past'}
        options={[
          { value: 'now', text: words.now },
          { value: 'past', text: words.past },
        ]}
        onChange={(value) => choose(value === 'now' ? null : new Date().toISOString())}
      />
      {at !== null && (
        <>
          <label htmlFor={id} className="sr-only">
            {words.time}
          </label>
          <input
            id={id}
            type="datetime-local"
            className={`${inputLook} w-56`}
            max={localOf(new Date().toISOString())}
            value={localOf(at)}
            onChange={(event) => {
              const next = utcOf(event.target.value);
              if (next !== null) choose(next);
            }}
          />
          <p role="status" className="text-small text-soft">
            {words.asOf(format.stamp(at))}
          </p>
        </>
      )}
    </div>
  );
}
