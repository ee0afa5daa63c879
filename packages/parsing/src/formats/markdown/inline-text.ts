import type { Nodes } from 'mdast';
import { hardBreak } from '../../text/clean-text.ts';
import type { HiddenTags } from './hidden-tags.ts';

/** Deeper nesting than any author's is cut off: the tree may be built to exhaust the stack. */
const maxDepth = 100;

/** The text of a node in the line as a reader sees it: link text without address, code, no marks, no pictures, nothing hidden. */
export function inlineText(node: Nodes, tags: HiddenTags, depth = 0): string {
  if (depth > maxDepth) return '';
  switch (node.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return tags.shown(node.value);
    case 'break':
      return tags.shown(hardBreak);
    case 'html':
      if (/^<br\s*\/?>$/iu.test(node.value)) return tags.shown(hardBreak);
      tags.see(node.value);
      return '';
    default:
      return 'children' in node ? node.children.map((child) => inlineText(child, tags, depth + 1)).join('') : '';
  }
}
