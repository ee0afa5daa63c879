/** Places in a document, in English. */
export const placesEn = {
  page: (n: string) => `page ${n}`,
  pageShort: (n: string) => `p. ${n}`,
  slide: (n: string) => `slide ${n}`,
  sheet: (name: string) => `sheet ${name}`,
  row: (n: string) => `row ${n}`,
  rows: (first: string, last: string) => `rows ${first}–${last}`,
};
