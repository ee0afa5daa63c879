import type { DocumentText } from '@carrel/contract';

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

/** Groups list items and table rows that follow each other; keeps the order and leaves out nothing. */
export function groupBlocks(blocks: readonly TextBlock[]): readonly BlockGroup[] {
  const groups: { kind: BlockGroup['kind']; blocks: TextBlock[] }[] = [];
  for (const block of blocks) {
    const kind = groupKinds[block.kind];
    const last = groups.at(-1);
    if (last && last.kind === kind && (kind === 'list' || kind === 'table')) last.blocks.push(block);
    else groups.push({ kind, blocks: [block] });
  }
  return groups;
}

/** The groups with which a new page begins, with its number; none in formats without pages. */
export function pageStartsOf(groups: readonly BlockGroup[]): ReadonlyMap<BlockGroup, number> {
  const starts = new Map<BlockGroup, number>();
  let last: number | undefined;
  for (const group of groups) {
    const page = group.blocks[0]?.page;
    if (page !== undefined && page !== last) starts.set(group, page);
    last = page ?? last;
  }
  return starts;
}
