import { defaultTreeAdapter as tree, type DefaultTreeAdapterTypes } from 'parse5';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.ParentNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

/** Elements that begin a new block of text. Everything else stands in the line. */
const blockElements = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary ' +
    'table tbody td tfoot th thead tr ul'
  ).split(' '),
);

/** Elements whose content is not text of the page: code, what other programs show, form fields, pronunciation aids. */
const skippedElements = new Set(
  'script style noscript template head title iframe object embed applet canvas svg audio video map select datalist textarea rp rt noframes'.split(
    ' ',
  ),
);

export const isElement = tree.isElementNode.bind(tree);
export const isText = tree.isTextNode.bind(tree);

export function isBlock(element: HtmlElement): boolean {
  return blockElements.has(element.tagName);
}

/** Whether the content of the element is not text of the page. What is text and hidden, `takeHiddenElements` takes out. */
export function isLeftOut(element: HtmlElement): boolean {
  return skippedElements.has(element.tagName);
}

export function attribute(element: HtmlElement, name: string): string | null {
  return element.attrs.find((candidate) => candidate.name === name)?.value ?? null;
}

export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return 'childNodes' in node ? node.childNodes : [];
}

/**
 * Visits the tree in document order without recursion: depth is bounded by the file alone.
 * @param enter returns whether to go into the node's children; `leave` is then called after them.
 */
export function visitHtml(root: HtmlNode, enter: (node: HtmlNode) => boolean, leave: (node: HtmlNode) => void = () => {}): void {
  const stack: { readonly node: HtmlNode; next: number }[] = [{ node: root, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = childrenOf(top.node)[top.next];
    top.next += 1;
    if (child === undefined) {
      stack.pop();
      if (stack.length > 0) leave(top.node);
    } else if (enter(child)) {
      stack.push({ node: child, next: 0 });
    }
  }
}

/** The text of a node in one line, as a reader sees it. Items of a list are told apart. */
export function lineTextOf(root: HtmlNode): string {
  const parts: string[] = [];
  let isAfterItem = false;
  const add = (text: string) => {
    if (text.trim() !== '') isAfterItem = true;
    parts.push(text);
  };
  visitHtml(
    root,
    (node) => {
      if (isText(node)) add(node.value);
      if (!isElement(node)) return true;
      if (isLeftOut(node)) return false;
      if (node.tagName === 'li' && isAfterItem) parts.push('; ');
      else if (isBlock(node) || node.tagName === 'br') parts.push(' ');
      add(checkBoxText(node));
      return true;
    },
    (node) => {
      if (isElement(node) && isBlock(node)) parts.push(' ');
    },
  );
  return parts.join('').replaceAll(/\s+;/gu, ';');
}

/** A check box as text; nothing for any other element. */
export function checkBoxText(element: HtmlElement): string {
  if (element.tagName !== 'input' || attribute(element, 'type')?.toLowerCase() !== 'checkbox') return '';
  return attribute(element, 'checked') === null ? '[ ] ' : '[x] ';
}
