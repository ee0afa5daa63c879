import type { NewBlock } from '../../document/document-builder.ts';
import { attribute, type HtmlElement } from './html-element.ts';

/** Where a walk over a page is: inside of which heading, list, quotation. Says what a line of text there is. */
export interface HtmlPlace {
  enter(element: HtmlElement): void;
  leave(element: HtmlElement): void;
  /** The block that this text makes. The first text of a list item is the item, with its number. */
  blockOf(text: string): NewBlock;
  /** Something else than a list item was added: the next item begins a list of its own. */
  endList(): void;
}

interface OpenList {
  readonly isOrdered: boolean;
  next: number;
}

export function createHtmlPlace(): HtmlPlace {
  const lists: OpenList[] = [];
  let quoteDepth = 0;
  let headingLevel: number | null = null;
  /** The item that the next text opens. */
  let item: { readonly marker: string; readonly level: number } | null = null;
  let isAfterItem = false;

  const enter = (element: HtmlElement) => {
    headingLevel = headingLevelOf(element) ?? headingLevel;
    if (isList(element)) {
      isAfterItem &&= lists.length > 0;
      lists.push({ isOrdered: element.tagName === 'ol', next: numberAttribute(element, 'start') ?? 1 });
    }
    if (element.tagName === 'li') item = { marker: markerOf(element, lists.at(-1)), level: Math.max(1, lists.length) };
    if (element.tagName === 'blockquote') quoteDepth += 1;
  };

  const leave = (element: HtmlElement) => {
    if (headingLevelOf(element) !== null) headingLevel = null;
    if (isList(element)) lists.pop();
    if (element.tagName === 'li') item = null;
    if (element.tagName === 'blockquote') quoteDepth -= 1;
  };

  const blockOf = (text: string): NewBlock => {
    if (headingLevel !== null) return { kind: 'heading', text, level: headingLevel };
    if (item === null) return { kind: quoteDepth > 0 ? 'quote' : 'paragraph', text };
    const block: NewBlock = { kind: 'list-item', text: `${item.marker}${text}`, level: item.level, isContinued: isAfterItem };
    item = null;
    isAfterItem = true;
    return block;
  };

  return { enter, leave, blockOf, endList: () => (isAfterItem = false) };
}

function headingLevelOf({ tagName }: HtmlElement): number | null {
  const level = /^h([1-6])$/u.exec(tagName)?.[1];
  return level === undefined ? null : Number(level);
}

function isList({ tagName }: HtmlElement): boolean {
  return tagName === 'ol' || tagName === 'ul' || tagName === 'menu' || tagName === 'dir';
}

/** Counts on in the list. */
function markerOf(element: HtmlElement, list: OpenList | undefined): string {
  if (list === undefined) return '';
  const number = numberAttribute(element, 'value') ?? list.next;
  list.next = number + 1;
  return list.isOrdered ? `${number}. ` : '';
}

function numberAttribute(element: HtmlElement, name: string): number | null {
  const value = attribute(element, name);
  return value !== null && /^-?\d{1,9}$/u.test(value) ? Number(value) : null;
}
