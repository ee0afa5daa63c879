import type { Location } from '@carrel/core';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { elementAt, type XmlElement } from '../../xml/read-xml.ts';
import { paragraphText } from './paragraph-text.ts';

/** Adds the paragraphs of a shape; those with bullets or numbers are items of a list. */
export function addParagraphs(
  builder: DocumentBuilder,
  paragraphs: readonly XmlElement[],
  { location, isList }: { readonly location: Location; readonly isList: boolean },
): void {
  /** By level: the number of the item before. */
  const counters: number[] = [];
  let isAfterItem = false;
  for (const paragraph of paragraphs) {
    const text = paragraphText(paragraph);
    if (text.trim() === '') continue;
    const properties = elementAt(paragraph, 'pPr');
    const isItem = hasBullet(properties, isList);
    if (isItem) {
      const level = levelOf(properties);
      const marker = nextMarker(counters, level, elementAt(properties, 'buAutoNum'));
      builder.add({ kind: 'list-item', level, text: `${marker}${text}`, isContinued: isAfterItem, location });
    } else {
      counters.length = 0;
      builder.add({ kind: 'paragraph', text, location });
    }
    isAfterItem = isItem;
  }
}

function hasBullet(properties: XmlElement | undefined, isList: boolean): boolean {
  const has = (name: string) => elementAt(properties, name) !== undefined;
  return has('buAutoNum') || has('buChar') || (isList && !has('buNone'));
}

function levelOf(properties: XmlElement | undefined): number {
  const level = Number(properties?.attributes.get('lvl') ?? 0);
  return Number.isInteger(level) && level > 0 ? Math.min(9, level + 1) : 1;
}

/** "3. ", or nothing for a bullet. An item of a higher level ends the counting below it. */
function nextMarker(counters: number[], level: number, numbering: XmlElement | undefined): string {
  counters.length = Math.min(counters.length, level);
  if (numbering === undefined) {
    counters[level - 1] = 0;
    return '';
  }
  const startAt = Number(numbering.attributes.get('startAt') ?? 1);
  const number = (counters[level - 1] ?? (Number.isInteger(startAt) ? startAt - 1 : 0)) + 1;
  counters[level - 1] = number;
  return `${number}. `;
}
