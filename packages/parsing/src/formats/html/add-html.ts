import { addTable } from '../../document/add-table.ts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { cleanProse, hardBreak } from '../../text/clean-text.ts';
import {
  checkBoxText,
  childrenOf,
  isBlock,
  isElement,
  isLeftOut,
  isText,
  visitHtml,
  type HtmlElement,
  type HtmlNode,
} from './html-element.ts';
import { createHtmlPlace } from './html-place.ts';
import { takeHiddenElements } from './take-hidden-elements.ts';
import { readTable } from './read-table.ts';

/** Adds what a reader of the page sees, in the order of the source, and keeps the rest apart. @returns the text of the first heading. */
export function addHtml(builder: DocumentBuilder, root: HtmlNode): string | null {
  for (const hidden of takeHiddenElements(root)) builder.keepApart(hidden);
  const writer = createHtmlWriter(builder);
  visitHtml(root, writer.enter, writer.leave);
  writer.flush();
  return writer.firstHeading();
}

/** Follows a walk over the tree: gathers the text of a line, and adds a block where an element begins or ends one. */
function createHtmlWriter(builder: DocumentBuilder) {
  const place = createHtmlPlace();
  let line = '';
  let firstHeading: string | null = null;

  const flush = () => {
    const text = cleanProse(line);
    line = '';
    if (text === '') return;
    const block = place.blockOf(text);
    if (block.kind === 'heading') firstHeading ??= text;
    if (block.kind !== 'list-item') place.endList();
    builder.add(block);
  };

  /** Adds an element that is read as a whole. */
  const addWhole = (element: HtmlElement): boolean => {
    const rows = element.tagName === 'table' ? readTable(element) : null;
    if (element.tagName !== 'pre' && rows === null) return false;
    if (rows === null) builder.add({ kind: 'code', text: rawTextOf(element) });
    else {
      line += captionOf(element);
      flush();
      addTable(builder, rows);
    }
    place.endList();
    return true;
  };

  const enter = (node: HtmlNode): boolean => {
    if (isText(node)) line += node.value;
    if (!isElement(node)) return true;
    if (isLeftOut(node)) return false;
    line += node.tagName === 'br' ? hardBreak : checkBoxText(node);
    if (!isBlock(node)) return true;
    flush();
    if (addWhole(node)) return false;
    place.enter(node);
    return true;
  };

  const leave = (node: HtmlNode) => {
    if (!isElement(node) || !isBlock(node)) return;
    flush();
    place.leave(node);
  };

  return { enter, leave, flush, firstHeading: () => firstHeading };
}

function captionOf(table: HtmlElement): string {
  const caption = childrenOf(table).find((child) => isElement(child) && child.tagName === 'caption');
  return caption === undefined ? '' : rawTextOf(caption);
}

/** Text with its white space, as `pre` shows it. */
function rawTextOf(root: HtmlNode): string {
  let text = '';
  visitHtml(root, (node) => {
    if (isText(node)) text += node.value;
    if (!isElement(node)) return true;
    if (node.tagName === 'br') text += '\n';
    return !isLeftOut(node);
  });
  return text;
}
