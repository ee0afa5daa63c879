import { addTable } from '../../document/add-table.ts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { cleanProse, hardBreak } from '../../text/clean-text.ts';
import { attribute, checkBoxText, childrenOf, isBlock, isElement, isLeftOut, isText, visitHtml, type HtmlElement, type HtmlNode } from './html-element.ts';
import { readTable } from './read-table.ts';

/** Adds what a reader of the page sees, in the order of the source. @returns the text of the first heading. */
export function addHtml(builder: DocumentBuilder, root: HtmlNode): string | null {
  const writer = createHtmlWriter(builder);
  visitHtml(root, writer.enter, writer.leave);
  writer.flush();
  return writer.firstHeading();
}

/** Follows a walk over the tree: gathers the text of a line, and adds a block where an element begins or ends one. */
function createHtmlWriter(builder: DocumentBuilder) {
  const lists: { readonly isOrdered: boolean; next: number }[] = [];
  let line = '';
  let quoteDepth = 0;
  let headingLevel: number | null = null;
  /** The item that the next text opens. */
  let item: { readonly marker: string; readonly level: number } | null = null;
  let isAfterItem = false;
  let firstHeading: string | null = null;

  const flush = () => {
    const text = cleanProse(line);
    line = '';
    if (text === '') return;
    if (headingLevel !== null) {
      builder.add({ kind: 'heading', text, level: headingLevel });
      firstHeading ??= text;
    } else if (item !== null) {
      builder.add({ kind: 'list-item', text: `${item.marker}${text}`, level: item.level, isContinued: isAfterItem });
      item = null;
      isAfterItem = true;
      return;
    } else {
      builder.add({ kind: quoteDepth > 0 ? 'quote' : 'paragraph', text });
    }
    isAfterItem = false;
  };

  const enterBlock = (element: HtmlElement): boolean => {
    flush();
    const { tagName } = element;
    if (tagName === 'pre') {
      builder.add({ kind: 'code', text: rawTextOf(element) });
      isAfterItem = false;
      return false;
    }
    const rows = tagName === 'table' ? readTable(element) : null;
    if (rows !== null) {
      for (const caption of childrenOf(element).filter(isElement)) if (caption.tagName === 'caption') line += rawTextOf(caption);
      flush();
      addTable(builder, rows);
      isAfterItem = false;
      return false;
    }
    open(element);
    return true;
  };

  const open = (element: HtmlElement) => {
    const heading = /^h([1-6])$/u.exec(element.tagName)?.[1];
    if (heading !== undefined) headingLevel = Number(heading);
    else if (isList(element)) {
      if (lists.length === 0) isAfterItem = false;
      lists.push({ isOrdered: element.tagName === 'ol', next: numberAttribute(element, 'start') ?? 1 });
    } else if (element.tagName === 'li') {
      const list = lists.at(-1);
      const number = numberAttribute(element, 'value') ?? list?.next ?? 1;
      if (list !== undefined) list.next = number + 1;
      item = { marker: list?.isOrdered === true ? `${number}. ` : '', level: Math.max(1, lists.length) };
    } else if (element.tagName === 'blockquote') quoteDepth += 1;
  };

  const enter = (node: HtmlNode): boolean => {
    if (isText(node)) line += node.value;
    if (!isElement(node)) return true;
    if (isLeftOut(node)) return false;
    if (node.tagName === 'br') line += hardBreak;
    line += checkBoxText(node);
    return isBlock(node) ? enterBlock(node) : true;
  };

  const leave = (node: HtmlNode) => {
    if (!isElement(node) || !isBlock(node)) return;
    flush();
    if (/^h[1-6]$/u.test(node.tagName)) headingLevel = null;
    else if (isList(node)) lists.pop();
    else if (node.tagName === 'li') item = null;
    else if (node.tagName === 'blockquote') quoteDepth -= 1;
  };

  return { enter, leave, flush, firstHeading: () => firstHeading };
}

function isList({ tagName }: HtmlElement): boolean {
  return tagName === 'ol' || tagName === 'ul' || tagName === 'menu' || tagName === 'dir';
}

function numberAttribute(element: HtmlElement, name: string): number | null {
  const value = attribute(element, name);
  return value !== null && /^-?\d{1,9}$/u.test(value) ? Number(value) : null;
}

/** Text with its white space, for `pre`. */
function rawTextOf(root: HtmlElement): string {
  let text = '';
  visitHtml(root, (node) => {
    if (isText(node)) text += node.value;
    else if (isElement(node) && isLeftOut(node)) return false;
    else if (isElement(node) && node.tagName === 'br') text += '\n';
    return true;
  });
  return text;
}
