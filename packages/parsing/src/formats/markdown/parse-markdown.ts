import type { ParsedDocument } from '@carrel/core';
import type { Nodes, Root, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { addTable } from '../../document/add-table.ts';
import { createDocumentBuilder, type DocumentBuilder } from '../../document/document-builder.ts';
import { decodeText } from '../../text/decode-text.ts';
import { decodingWarnings } from '../../text/decoding-warnings.ts';
import { frontMatterTitle } from './front-matter-title.ts';
import { inlineText } from './inline-text.ts';

/**
 * Markdown (CommonMark, GitHub's extensions, front matter) as readable text: what a reader of the rendered page sees, not
 * its marks. Title: front matter, else the first heading.
 */
export async function parseMarkdown(bytes: Uint8Array): Promise<ParsedDocument> {
  const decoded = decodeText(bytes);
  const root = fromMarkdown(decoded.text.replaceAll('\u0000', ''), {
    extensions: [gfm(), frontmatter(['yaml', 'toml'])],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
  });
  const builder = createDocumentBuilder();
  const addEmbeddedHtml = await embeddedHtml(root, builder);
  addBlocks(root.children, { builder, addEmbeddedHtml, listDepth: 0, isQuote: false, depth: 0 });
  const title = frontMatterTitle(root.children[0]) ?? firstHeading(root);
  return builder.build({ title, parser: { name: 'markdown', version: '1' }, warnings: decodingWarnings(decoded) });
}

interface Place {
  readonly builder: DocumentBuilder;
  readonly addEmbeddedHtml: (html: string) => void;
  readonly listDepth: number;
  readonly isQuote: boolean;
  readonly depth: number;
}

/** Deeper nesting than any author's is cut off: the tree may be built to exhaust the stack. */
const maxDepth = 100;

function addBlocks(nodes: readonly RootContent[], place: Place): void {
  if (place.depth > maxDepth) return;
  for (const node of nodes) addBlock(node, place);
}

function addBlock(node: RootContent, place: Place): void {
  const { builder } = place;
  const inside = { ...place, depth: place.depth + 1 };
  switch (node.type) {
    case 'heading':
      return builder.add({ kind: 'heading', level: node.depth, text: inlineText(node) });
    case 'paragraph':
      return builder.add({ kind: place.isQuote ? 'quote' : 'paragraph', text: inlineText(node) });
    case 'code':
      return builder.add({ kind: 'code', text: node.value });
    case 'blockquote':
      return addBlocks(node.children, { ...inside, isQuote: true });
    case 'list':
      return addList(node, inside);
    case 'table':
      return addTable(builder, tableRows(node));
    case 'html':
      return place.addEmbeddedHtml(node.value);
    case 'footnoteDefinition':
      return addBlocks(node.children, inside);
    default:
      return undefined;
  }
}

function addList(list: Extract<RootContent, { type: 'list' }>, place: Place): void {
  const level = place.listDepth + 1;
  let isAfterItem = level > 1;
  for (const [index, item] of list.children.entries()) {
    const [first, ...rest] = item.children;
    const number = list.ordered === true ? `${(list.start ?? 1) + index}. ` : '';
    const box = typeof item.checked === 'boolean' ? (item.checked ? '[x] ' : '[ ] ') : '';
    const text = first?.type === 'paragraph' ? inlineText(first) : '';
    const isItem = text.trim() !== '';
    if (isItem) place.builder.add({ kind: 'list-item', level, text: `${number}${box}${text}`, isContinued: isAfterItem });
    const others = isItem ? rest : item.children;
    addBlocks(others, { ...place, listDepth: level });
    isAfterItem = isItem && others.every((node) => node.type === 'list');
  }
}

function tableRows(table: Table) {
  return table.children.map((row, index) => ({ isHeader: index === 0, cells: row.children.map((cell) => inlineText(cell)) }));
}

function firstHeading(root: Root): string | null {
  const heading = root.children.find((node) => node.type === 'heading');
  return heading === undefined ? null : inlineText(heading);
}

/** HTML inside Markdown is read as HTML. Its parser is loaded only when there is some. */
async function embeddedHtml(root: Root, builder: DocumentBuilder): Promise<(html: string) => void> {
  if (!hasHtmlBlock(root, 0)) return () => {};
  const [{ parseFragment }, { addHtml }] = await Promise.all([import('parse5'), import('../html/add-html.ts')]);
  return (html) => void addHtml(builder, parseFragment(html));
}

function hasHtmlBlock(node: Nodes, depth: number): boolean {
  if (node.type === 'html') return true;
  if (!('children' in node) || depth > maxDepth || node.type === 'paragraph' || node.type === 'heading') return false;
  return node.children.some((child) => hasHtmlBlock(child, depth + 1));
}
