import type { AccessMatrixView } from '@carrel/contract';
import { classNames } from '../lib/class-names.ts';
import { useFormat } from '../messages/language.tsx';
import type { Cell, Collection, Group } from './matrix-types.ts';
import { sourceName } from './source-name.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface MatrixCellButtonProps {
  readonly matrix: AccessMatrixView;
  readonly collection: Collection;
  readonly group: Group;
  readonly cell: Cell | null;
  /** Undefined: of the past. */
  readonly onEdit?: () => void;
}

/** What one group may do in one collection: by its own grant in full colour, from elsewhere with where it comes from. */
export function MatrixCellButton({ matrix, collection, group, cell, onEdit }: MatrixCellButtonProps) {
  const words = useRightsWords().matrix;
  const format = useFormat();
  const { own, inherited } = useCellText(matrix, cell);
  const texts = [own, inherited].filter((text) => text !== null);
  const look = classNames(
    'flex min-h-11 w-full flex-col items-center justify-center rounded-small px-2 py-1 text-small',
    own !== null ? 'bg-accent-soft text-accent' : inherited !== null ? 'bg-hover/60 text-soft' : 'text-faint',
  );
  const content = (
    <>
      {own !== null && <span className="font-medium">{own}</span>}
      {inherited !== null && <span>{inherited}</span>}
      {texts.length === 0 && <span aria-hidden>–</span>}
    </>
  );
  const what = texts.length === 0 ? words.none : format.list(texts);
  if (onEdit === undefined)
    return (
      <span className={look}>
        {texts.length === 0 && <span className="sr-only">{words.none}</span>}
        {content}
      </span>
    );
  return (
    <button
      type="button"
      aria-label={words.cell(group.name, collection.name, what)}
      className={classNames(look, 'transition-colors hover:outline hover:outline-line-strong')}
      onClick={onEdit}
    >
      {content}
    </button>
  );
}

/** Null: no grant to the group itself; nothing from elsewhere, or nothing more than the group has anyway. */
function useCellText(matrix: AccessMatrixView, cell: Cell | null): { readonly own: string | null; readonly inherited: string | null } {
  const words = useRightsWords();
  const format = useFormat();
  if (cell === null) return { own: null, inherited: null };
  const { direct, directUntil, inherited } = cell;
  const end = directUntil === null ? '' : ` ${words.until(format.day(directUntil))}`;
  return {
    own: direct === null ? null : words.matrix[direct] + end,
    inherited:
      inherited === null || direct === 'curate' || direct === inherited.right
        ? null
        : `${words.matrix[inherited.right]} ${words.matrix.inherited(sourceName(matrix, inherited.from, words.matrix.fromEveryone))}`,
  };
}
