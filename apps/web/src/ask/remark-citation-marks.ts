import { splitMarks } from './citation-marks.ts';

interface MarkdownNode {
  type: string;
  value?: string;
  children?: MarkdownNode[];
  data?: { hName: string; hProperties: Readonly<Record<string, string>> };
}

/** Does not break the line: a chip stays with the word before it. */
const fixedSpace = '\u00A0';

/** A remark plugin: `[2]` in the answer's text becomes an element `citation-mark` with `data-number`. Code is left alone. */
export function remarkCitationMarks() {
  return (tree: MarkdownNode): void => markChildren(tree);
}

function markChildren(node: MarkdownNode): void {
  if (!node.children) return;
  node.children = node.children.flatMap((child): MarkdownNode[] => {
    if (child.type !== 'text' || child.value === undefined) {
      markChildren(child);
      return [child];
    }
    const pieces = splitMarks(child.value);
    return pieces.map((piece, index) =>
      piece.kind === 'text'
        ? { type: 'text', value: index === pieces.length - 1 ? piece.text : piece.text.replace(/[ \t]+$/, fixedSpace) }
        : { type: 'citationMark', children: [], data: { hName: 'citation-mark', hProperties: { dataNumber: String(piece.number) } } },
    );
  });
}
