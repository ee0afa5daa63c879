import type { DocumentText } from '@carrel/contract';
import type { Place } from '../lib/place-text.ts';

export type TextBlock = DocumentText['blocks'][number];

/** Neighbouring blocks that are drawn as one thing: a list, a table, a piece of code, or a block by itself. */
export interface BlockGroup {
  readonly kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code' | 'quote';
  readonly blocks: readonly TextBlock[];
}

const groupKinds: Readonly<Record<TextBlock['kind'], BlockGroup['kind']>> = {
  heading: 'heading',
  paragraph: 'paragraph',
  'list-item': 'list',
  'table-row': 'table',
  code: 'code',
  quote: 'quote',
};

/** Rows of a sheet that are drawn as one table: the browser leaves others undrawn while they are out of sight. */
const maxSheetRows = 200;

/** Groups list items and table rows that follow each other; keeps the order and leaves out nothing. */
export function groupBlocks(blocks: readonly TextBlock[]): readonly BlockGroup[] {
  const groups: { kind: BlockGroup['kind']; blocks: TextBlock[] }[] = [];
  for (const block of blocks) {
    const kind = groupKinds[block.kind];
    const last = groups.at(-1);
    if (last && last.kind === kind && (kind === 'list' || kind === 'table') && goesOn(last.blocks, block)) last.blocks.push(block);
    else groups.push({ kind, blocks: [block] });
  }
  return groups;
}

/** Rows of a sheet are one table while no row is missing between them. */
function goesOn(blocks: readonly TextBlock[], { location }: TextBlock): boolean {
  const before = blocks.at(-1)?.location;
  if (before?.kind !== 'rows' || location?.kind !== 'rows') return true;
  return before.sheet === location.sheet && before.lastRow + 1 === location.firstRow && blocks.length < maxSheetRows;
}

/** The groups with which a new page or slide begins; none in formats that have neither. */
export function placeStartsOf(groups: readonly BlockGroup[]): ReadonlyMap<BlockGroup, Place> {
  const starts = new Map<BlockGroup, Place>();
  let last: number | undefined;
  for (const group of groups) {
    const { page, location } = group.blocks[0] ?? {};
    const number = location?.kind === 'slide' ? location.slide : page;
    if (number !== undefined && number !== last) starts.set(group, { page, location });
    last = number ?? last;
  }
  return starts;
}
