import { addTable, type TableRow } from '../../document/add-table.ts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { descendantsOf, elementAt, elementsOf, type XmlElement } from '../../xml/read-xml.ts';
import type { OdtStyles } from './odt-styles.ts';
import { odtText } from './odt-text.ts';

/** Lists are numbered by their style; of what it says only whether there is a number is used. */
interface OdtPlace {
  readonly builder: DocumentBuilder;
  readonly styles: OdtStyles;
  readonly onHeading: (text: string) => void;
}

/** A table that claims more columns is not believed: programs repeat empty cells to the end of the sheet. */
const maxRepeats = 50;

/** Adds the blocks of an OpenDocument text in their order. */
export function addOdtBlocks(elements: readonly XmlElement[], place: OdtPlace): void {
  for (const element of elements) addBlock(element, place);
}

function addBlock(element: XmlElement, place: OdtPlace): void {
  switch (element.name) {
    case 'h':
    case 'p':
      return addParagraph(element, place);
    case 'list':
      return addList(element, place, 1);
    case 'table':
      return addTable(place.builder, rowsOf(element, place));
    // What a program makes of the document's own headings and words.
    case 'table-of-content':
    case 'alphabetical-index':
    case 'tracked-changes':
    case 'sequence-decls':
      return undefined;
    default:
      return addOdtBlocks(elementsOf(element), place);
  }
}

function addParagraph(paragraph: XmlElement, place: OdtPlace): void {
  const { builder } = place;
  const { text, later } = readLine(paragraph, place, true);
  if (paragraph.name === 'h') {
    const level = Number(paragraph.attributes.get('outline-level') ?? 1);
    builder.add({ kind: 'heading', level: Math.min(6, Math.max(1, level || 1)), text });
    if (text.trim() !== '') place.onHeading(text);
  } else builder.add({ kind: 'paragraph', text });
  addOdtBlocks(later, place);
}

/** The text of a paragraph, and what stands in it and is read after it: notes and boxes. */
function readLine(paragraph: XmlElement, { builder, styles }: OdtPlace, isOnPaper: boolean) {
  const later: XmlElement[] = [];
  const addLater = (element: XmlElement) => {
    const parts = element.name === 'note' ? [elementAt(element, 'note-body')] : descendantsOf(element, 'text-box');
    for (const part of parts) if (part !== undefined) later.push(...elementsOf(part));
  };
  const text = odtText(paragraph, { styles, addLater, isOnPaper, keepApart: builder.keepApart });
  const kind = styles.unseenKind(paragraph.attributes.get('style-name'));
  if (kind === null || (kind === 'white' && !isOnPaper)) return { text, later };
  builder.keepApart({ kind, text });
  return { text: '', later };
}

function addList(list: XmlElement, place: OdtPlace, level: number): void {
  let isAfterItem = level > 1;
  for (const item of elementsOf(list)) {
    let isFirst = true;
    for (const child of elementsOf(item)) {
      if (child.name === 'list') addList(child, place, level + 1);
      else if (isFirst && child.name === 'p') {
        const { text, later } = readLine(child, place, true);
        place.builder.add({ kind: 'list-item', level, text, isContinued: isAfterItem });
        addOdtBlocks(later, place);
        isAfterItem = true;
      } else addBlock(child, place);
      isFirst = false;
    }
  }
}

function rowsOf(table: XmlElement, place: OdtPlace, isHeader = false): TableRow[] {
  return elementsOf(table).flatMap((child): TableRow[] => {
    if (child.name === 'table-row') return [{ cells: cellsOf(child, place), isHeader }];
    if (child.name === 'table-header-rows') return rowsOf(child, place, true);
    return child.name === 'table-rows' || child.name === 'table-row-group' ? rowsOf(child, place, isHeader) : [];
  });
}

function cellsOf(row: XmlElement, place: OdtPlace): string[] {
  return elementsOf(row).flatMap((cell) => {
    if (cell.name !== 'table-cell' && cell.name !== 'covered-table-cell') return [];
    const text = [...descendantsOf(cell, 'p'), ...descendantsOf(cell, 'h')].map((line) => readLine(line, place, false).text).join(' ');
    const repeats = Math.min(maxRepeats, Number(cell.attributes.get('number-columns-repeated') ?? 1) || 1);
    return Array.from({ length: repeats }, () => text);
  });
}
