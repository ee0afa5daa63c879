import type { placesEn } from './places.en.ts';

/** Places in a document, in German. */
export const placesDe: typeof placesEn = {
  page: (n) => `Seite ${n}`,
  pageShort: (n) => `S. ${n}`,
  slide: (n) => `Folie ${n}`,
  sheet: (name) => `Blatt ${name}`,
  row: (n) => `Zeile ${n}`,
  rows: (first, last) => `Zeilen ${first}–${last}`,
};
