import type { Nodes } from 'mdast';
import { hardBreak } from '../../text/clean-text.ts';

/** Deeper nesting than any author's is cut off: the tree may be built to exhaust the stack. */
const maxDepth = 100;

/** The text of a node in the line as a reader sees it: link text without address, code, no marks, no pictures. */
export function inlineText(node: Nodes, depth = 0): string {
  if (depth > maxDepth) return '';
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value;
    case 'break':
      return hardBreak;
    case 'html':
      return /^<br\s*\/?>$/iu.test(node.value) ? hardBreak : '';
    default:
      return 'children' in node ? node.children.map((child) => inlineText(child, depth + 1)).join('') : '';
  }
}
