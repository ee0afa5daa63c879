import type { TableRow } from '../../document/add-table.ts';
import { elementAt, elementsOf, type XmlElement } from '../../xml/read-xml.ts';
import { paragraphText } from './paragraph-text.ts';

/** The rows of a DrawingML table. A cell that spans rows is repeated in each; one that spans columns is said once. */
export function slideTable(table: XmlElement): readonly TableRow[] {
  const hasHeader = elementAt(table, 'tblPr')?.attributes.get('firstRow') === '1';
  const above: string[] = [];
  return elementsOf(table)
    .filter((row) => row.name === 'tr')
    .map((row, index) => {
      const isHeader = hasHeader && index === 0;
      const cells: string[] = [];
      for (const [column, cell] of elementsOf(row)
        .filter((child) => child.name === 'tc')
        .entries()) {
        const isLower = cell.attributes.get('vMerge') === '1';
        const isRight = cell.attributes.get('hMerge') === '1';
        // A name over several columns is the name of each.
        const beside = isHeader ? (cells[column - 1] ?? '') : '';
        cells.push(isLower ? (above[column] ?? '') : isRight ? beside : cellText(cell));
        above[column] = cells[column] ?? '';
      }
      return { cells, isHeader };
    });
}

function cellText(cell: XmlElement): string {
  const body = elementAt(cell, 'txBody');
  return body === undefined
    ? ''
    : elementsOf(body)
        .filter((child) => child.name === 'p')
        .map(paragraphText)
        .filter((text) => text.trim() !== '')
        .join('; ');
}
