import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { documentColumns } from './document-columns.ts';

/** Names of the columns, where there is room for columns. `hasBoxes`: before each title is a box to choose it. */
export function DocumentListHead({ hasBoxes }: { readonly hasBoxes: boolean }) {
  const words = useMessages().documents.columns;
  return (
    <div
      aria-hidden
      className={classNames(
        'hidden shrink-0 gap-x-3 border-b border-line px-4 py-1.5 text-tiny font-medium text-faint tablet:px-6 @2xl:grid',
        documentColumns,
      )}
    >
      <span className={hasBoxes ? 'pl-[76px]' : 'pl-12'}>{words.title}</span>
      <span>{words.collection}</span>
      <span>{words.state}</span>
      <span className="text-end">{words.size}</span>
      <span className="pl-4">{words.changed}</span>
    </div>
  );
}
