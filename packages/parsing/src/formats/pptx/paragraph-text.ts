import { hardBreak } from '../../text/clean-text.ts';
import { elementAt, elementsOf, textOf, type XmlElement } from '../../xml/read-xml.ts';

/** The text of a DrawingML paragraph: runs, fields, line breaks. */
export function paragraphText(paragraph: XmlElement): string {
  return elementsOf(paragraph)
    .map((child) => {
      if (child.name === 'br') return hardBreak;
      return child.name === 'r' || child.name === 'fld' ? textOf(elementAt(child, 't')) : '';
    })
    .join('');
}
