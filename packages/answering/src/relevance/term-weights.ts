/**
 * How much each term tells, by how few of the texts have it: ln(1 + (n − f + ½) / (f + ½)), the inverse document frequency of
 * BM25 (Robertson and Zaragoza 2009, eq. 3.4, with 1 added so that it stays positive), over the texts that were found.
 */
export function termWeights(terms: readonly string[], texts: readonly ReadonlySet<string>[]): ReadonlyMap<string, number> {
  return new Map(
    terms.map((term) => {
      const frequency = texts.filter((text) => text.has(term)).length;
      return [term, Math.log(1 + (texts.length - frequency + 0.5) / (frequency + 0.5))];
    }),
  );
}
