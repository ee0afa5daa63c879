import type { LocationView } from '@carrel/contract';

/** "page 3", "slide 4", "sheet Budget, rows 10–24"; nothing where the format counts none of these. */
export function placeWords(place: { readonly page?: number | undefined; readonly location?: LocationView | undefined }): readonly string[] {
  const { page, location } = place;
  if (page !== undefined) return [`page ${page}`];
  if (location === undefined) return [];
  if (location.kind === 'slide') return [`slide ${location.slide}`];
  const { sheet, firstRow, lastRow } = location;
  const rows = firstRow === lastRow ? `row ${firstRow}` : `rows ${firstRow}–${lastRow}`;
  return [sheet === null ? rows : `sheet ${sheet}, ${rows}`];
}
