import type { KeptApart } from '@carrel/core';
import { hardBreak } from '../../text/clean-text.ts';
import { descendantsOf, elementAt, elementsOf, textOf, type XmlElement } from '../../xml/read-xml.ts';
import type { OdtStyles } from './odt-styles.ts';

export interface OdtTextPlace {
  readonly styles: OdtStyles;
  readonly keepApart: (hidden: KeptApart) => void;
  /** Notes come after the paragraph that they stand in; boxes too. */
  readonly addLater: (element: XmlElement) => void;
  /** Letters may be white on a ground that is not the paper. */
  readonly isOnPaper: boolean;
}

/** The text of a paragraph as a reader sees it; what they do not see is kept apart. */
export function odtText(paragraph: XmlElement, place: OdtTextPlace): string {
  return paragraph.children.map((child) => (typeof child === 'string' ? child : elementText(child, place))).join('');
}

function elementText(element: XmlElement, place: OdtTextPlace): string {
  switch (element.name) {
    case 's':
      return spacesOf(element);
    case 'tab':
      return '\t';
    case 'line-break':
      return hardBreak;
    case 'span':
      return spanText(element, place);
    case 'note':
    case 'frame':
      place.addLater(element);
      return '';
    case 'annotation':
    case 'hidden-text':
    case 'hidden-paragraph':
      place.keepApart(unseenElement(element));
      return '';
    case 'ruby':
      return rubyText(element, place);
    default:
      return odtText(element, place);
  }
}

function spacesOf({ attributes }: XmlElement): string {
  const count = Number(attributes.get('c') ?? 1);
  return ' '.repeat(count > 0 ? Math.min(100, count) : 1);
}

/** The text alone, not what stands over it to say how it is spoken. */
function rubyText(element: XmlElement, place: OdtTextPlace): string {
  return odtText(elementAt(element, 'ruby-base') ?? element, place);
}

function unseenElement(element: XmlElement): KeptApart {
  if (element.name !== 'annotation') return { kind: 'hidden', text: element.attributes.get('string-value') ?? textOf(element) };
  const words = elementsOf(element).filter(({ name }) => name === 'p' || name === 'list');
  return { kind: 'comment', text: words.map(textOf).join(hardBreak) };
}

function spanText(span: XmlElement, place: OdtTextPlace): string {
  const kind = place.styles.unseenKind(span.attributes.get('style-name'));
  if (kind === null || (kind === 'white' && !place.isOnPaper)) return odtText(span, place);
  place.keepApart({ kind, text: textOf(span) });
  return '';
}

/** Changes that were tracked: what they deleted stands in a list of its own, before the text. */
export function deletedTexts(body: XmlElement): string[] {
  return descendantsOf(body, 'deletion').map((deletion) =>
    elementsOf(deletion)
      .filter(({ name }) => name !== 'change-info')
      .map(textOf)
      .join(hardBreak),
  );
}
