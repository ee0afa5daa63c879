import type { BlockGroup, TextBlock } from './block-groups.ts';
import type { Mark } from './marked-pieces.ts';
import { MarkedText } from './marked-text.tsx';
import { TableView } from './table-view.tsx';

interface BlockGroupViewProps {
  readonly group: BlockGroup;
  readonly text: string;
  readonly marks: readonly Mark[];
  /** Whether line breaks within a block mean something; in a PDF they are where the line was full. */
  readonly keepsLines: boolean;
}

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;

export function BlockGroupView({ group, text, marks, keepsLines }: BlockGroupViewProps) {
  const [first] = group.blocks;
  if (!first) return null;
  const lines = keepsLines ? 'whitespace-pre-line' : undefined;
  const inner = (block: TextBlock) => <MarkedText text={text} range={block} marks={marks} />;
  switch (group.kind) {
    case 'heading': {
      const Heading = headings[(first.level ?? 1) - 1] ?? 'h6';
      return <Heading>{inner(first)}</Heading>;
    }
    case 'paragraph':
      return <p className={lines}>{inner(first)}</p>;
    case 'list':
      return (
        <ul>
          {group.blocks.map((block) => (
            <li key={block.start} className={(block.level ?? 1) > 1 ? `depth-${Math.min(block.level ?? 1, 4)}` : undefined}>
              {inner(block)}
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <TableView rows={group.blocks} text={text} marks={marks} />;
    case 'code':
      return <pre>{inner(first)}</pre>;
    case 'quote':
      return <blockquote className={lines}>{inner(first)}</blockquote>;
  }
}
