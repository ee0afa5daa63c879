import type { TableRow } from '../../document/add-table.ts';
import { descendantsOf, elementAt, elementsOf, textOf, type XmlElement } from '../../xml/read-xml.ts';
import { paragraphText } from './paragraph-text.ts';

/** A chart that claims more points is not believed. */
const maxPoints = 2000;

/** A chart as the table that it is drawn from: a row a category, a column a series. */
export function chartTable(chart: XmlElement): { readonly title: string; readonly rows: readonly TableRow[] } {
  const titleElement = elementAt(chart, 'chart', 'title', 'tx');
  const title = titleElement === undefined ? '' : descendantsOf(titleElement, 'p').map(paragraphText).join(' ');
  const series = descendantsOf(chart, 'ser').map((one) => ({
    name: points(elementAt(one, 'tx'))[0] ?? '',
    categories: points(elementAt(one, 'cat') ?? elementAt(one, 'xVal')),
    values: points(elementAt(one, 'val') ?? elementAt(one, 'yVal')),
  }));
  const categories = series.find((one) => one.categories.length > 0)?.categories ?? [];
  const count = Math.max(0, ...series.map((one) => one.values.length));
  const body = Array.from({ length: count }, (_, index) => ({
    cells: [categories[index] ?? String(index + 1), ...series.map((one) => one.values[index] ?? '')],
    isHeader: false,
  }));
  return { title, rows: count === 0 ? [] : [{ cells: ['', ...series.map((one) => one.name)], isHeader: true }, ...body] };
}

/** The points as the program kept them, at their places. */
function points(reference: XmlElement | undefined): string[] {
  if (reference === undefined) return [];
  const found: string[] = [];
  for (const point of descendantsOf(reference, 'pt')) {
    const index = Number(point.attributes.get('idx') ?? found.length);
    if (Number.isInteger(index) && index >= 0 && index < maxPoints)
      found[index] = textOf(elementsOf(point).find((child) => child.name === 'v'));
  }
  return Array.from(found, (value) => value ?? '');
}
