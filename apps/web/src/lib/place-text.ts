import type { LocationView } from '@carrel/contract';
import type { Messages } from '../messages/en.ts';

export interface Place {
  readonly page?: number | undefined;
  readonly location?: LocationView | undefined;
}

interface Words {
  readonly messages: Pick<Messages, 'places'>;
  readonly format: { readonly number: (value: number) => string };
}

/** "page 3", "slide 4", "sheet Budget, rows 10–24"; null where the format counts none of these. */
export function placeText({ page, location }: Place, { messages: { places }, format }: Words): string | null {
  if (page !== undefined) return places.page(format.number(page));
  if (location === undefined) return null;
  if (location.kind === 'slide') return places.slide(format.number(location.slide));
  const { sheet, firstRow, lastRow } = location;
  const rows = firstRow === lastRow ? places.row(format.number(firstRow)) : places.rows(format.number(firstRow), format.number(lastRow));
  return sheet === null ? rows : `${places.sheet(sheet)}, ${rows}`;
}

/** As `placeText`, where there is little room: "p. 3". */
export function shortPlaceText(place: Place, words: Words): string | null {
  return place.page === undefined ? placeText(place, words) : words.messages.places.pageShort(words.format.number(place.page));
}
