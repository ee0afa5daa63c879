/**
 * A run in TREC's format, one line a document: `question Q0 document rank score tag`. The score falls with the rank; only the
 * order means anything.
 */
export function trecRun(run: ReadonlyMap<string, readonly string[]>, tag: string): string {
  return [...run]
    .flatMap(([question, ranked]) =>
      ranked.map((document, index) => `${question} Q0 ${document} ${index + 1} ${(1 / (index + 1)).toFixed(6)} ${tag}\n`),
    )
    .join('');
}
