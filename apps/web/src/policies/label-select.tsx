import type { PolicyView } from '@carrel/contract';

import { SelectField } from '../ui/select-field.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

export type Label = PolicyView['label'];
const labels: readonly Label[] = ['public', 'internal', 'confidential', 'restricted'];

/** How sensitive documents of a policy are. */
export function LabelSelect({ value, onChange }: { readonly value: Label; readonly onChange: (label: Label) => void }) {
  const words = useRightsWords();
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-small font-medium text-soft">
        {words.policies.label}
      </span>
      <SelectField
        label={words.policies.label}
        className="w-52"
        value={value}
        options={labels.map((label) => ({ value: label, text: words.labels[label] }))}
        onChange={onChange}
      />
    </div>
  );
}
