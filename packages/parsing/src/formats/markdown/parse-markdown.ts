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
import { readFrontMatter } from './front-matter.ts';
import { createHiddenTags, type HiddenTags, type IsHiddenTag } from './hidden-tags.ts';
import { inlineText } from './inline-text.ts';

/**
 * Markdown (CommonMark, GitHub's extensions, front matter) as readable text: what a reader of the rendered page sees, not
 * its marks. Title: front matter, else the first heading. Validity: front matter.
 */
export async function parseMarkdown(bytes: Uint8Array): Promise<ParsedDocument> {
  const decoded = decodeText(bytes);
  const root = fromMarkdown(decoded.text.replaceAll('\u0000', ''), {
    extensions: [gfm(), frontmatter(['yaml', 'toml'])],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
  });
  const builder = createDocumentBuilder();
  const html = await embeddedHtml(root, builder);
  const blockTags = createHiddenTags(html.isHiddenTag);
  addBlocks(root.children, { builder, html, blockTags, listDepth: 0, isQuote: false, depth: 0 });
  const { title, validity } = readFrontMatter(root.children[0]);
  return builder.build({
    title: title ?? firstHeading(root, html.isHiddenTag),
    parser: { name: 'markdown', version: '1' },
    warnings: decodingWarnings(decoded),
    ...(validity !== undefined && { validity }),
  });
}

interface Place {
  readonly builder: DocumentBuilder;
  readonly html: EmbeddedHtml;
  /** Tags that stand between blocks. */
  readonly blockTags: HiddenTags;
  readonly listDepth: number;
  readonly isQuote: boolean;
  readonly depth: number;
}

/** Deeper nesting than any author's is cut off: the tree may be built to exhaust the stack. */
const maxDepth = 100;

function addBlocks(nodes: readonly RootContent[], place: Place): void {
  if (place.depth > maxDepth) return;
  for (const node of nodes) {
    if (place.blockTags.isHidden() && node.type !== 'html') place.builder.keepApart({ kind: 'hidden', text: lineOf(node, place) });
    else addBlock(node, place);
  }
}

function addBlock(node: RootContent, place: Place): void {
  const { builder } = place;
  const inside = { ...place, depth: place.depth + 1 };
  switch (node.type) {
    case 'heading':
      return builder.add({ kind: 'heading', level: node.depth, text: lineOf(node, place) });
    case 'paragraph':
      return builder.add({ kind: place.isQuote ? 'quote' : 'paragraph', text: lineOf(node, place) });
    case 'code':
      return builder.add({ kind: 'code', text: node.value });
    case 'blockquote':
      return addBlocks(node.children, { ...inside, isQuote: true });
    case 'list':
      return addList(node, inside);
    case 'table':
      return addTable(builder, tableRows(node, place));
    case 'html':
      return addHtmlBlock(node.value, place);
    case 'footnoteDefinition':
      return addBlocks(node.children, inside);
    default:
      return undefined;
  }
}

function addHtmlBlock(source: string, { builder, html, blockTags }: Place): void {
  if (blockTags.isHidden()) builder.keepApart({ kind: 'hidden', text: source.replaceAll(/<[^<>]*>/gu, ' ') });
  else html.add(source);
  blockTags.see(source);
}

function addList(list: Extract<RootContent, { type: 'list' }>, place: Place): void {
  const level = place.listDepth + 1;
  let isAfterItem = level > 1;
  for (const [index, item] of list.children.entries()) {
    const [first, ...rest] = item.children;
    const number = list.ordered === true ? `${(list.start ?? 1) + index}. ` : '';
    const box = typeof item.checked === 'boolean' ? (item.checked ? '[x] ' : '[ ] ') : '';
    const text = first?.type === 'paragraph' ? lineOf(first, place) : '';
    const isItem = text.trim() !== '';
    if (isItem) place.builder.add({ kind: 'list-item', level, text: `${number}${box}${text}`, isContinued: isAfterItem });
    const others = isItem ? rest : item.children;
    addBlocks(others, { ...place, listDepth: level });
    isAfterItem = isItem && others.every((node) => node.type === 'list');
  }
}

function tableRows(table: Table, place: Place) {
  return table.children.map((row, index) => ({ isHeader: index === 0, cells: row.children.map((cell) => lineOf(cell, place)) }));
}

/** The text of a block as a reader sees it; what its tags hide is kept apart. */
function lineOf(node: Nodes, { builder, html }: Place): string {
  const tags = createHiddenTags(html.isHiddenTag);
  const text = inlineText(node, tags);
  builder.keepApart({ kind: 'hidden', text: tags.end() });
  return text;
}

function firstHeading(root: Root, isHiddenTag: IsHiddenTag): string | null {
  const heading = root.children.find((node) => node.type === 'heading');
  return heading === undefined ? null : inlineText(heading, createHiddenTags(isHiddenTag));
}

interface EmbeddedHtml {
  readonly add: (html: string) => void;
  readonly isHiddenTag: IsHiddenTag;
}

/** HTML inside Markdown is read as HTML. Its parser is loaded only when there is some that adds or hides text. */
async function embeddedHtml(root: Root, builder: DocumentBuilder): Promise<EmbeddedHtml> {
  if (!hasHtml(root, false, 0)) return { add: () => {}, isHiddenTag: () => false };
  const [{ parseFragment }, { addHtml }, { takeHiddenElements }] = await Promise.all([
    import('parse5'),
    import('../html/add-html.ts'),
    import('../html/take-hidden-elements.ts'),
  ]);
  return {
    add: (html) => void addHtml(builder, parseFragment(html)),
    isHiddenTag: (tag) => takeHiddenElements(parseFragment(tag)).length > 0,
  };
}

/** Tags within a line say something only when they can hide what stands between them. */
function hasHtml(node: Nodes, isInLine: boolean, depth: number): boolean {
  if (node.type === 'html') return !isInLine || /hidden|style|color/iu.test(node.value);
  if (!('children' in node) || depth > maxDepth) return false;
  const isLine = isInLine || node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell';
  return node.children.some((child) => hasHtml(child, isLine, depth + 1));
}
