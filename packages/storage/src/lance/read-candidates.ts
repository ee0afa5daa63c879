import { CarrelError, type IndexCandidate } from '@carrel/core';
import type { Query, VectorQuery } from '@lancedb/lancedb';

/** The column in which a search puts its figure, as LanceDB names it. */
export type FigureColumn = '_score' | '_distance';

/**
 * Runs a search and reads its candidates column by column: LanceDB's rows are views with getters, and 100 of them cost as
 * much as the text search itself.
 *
 * @param toScore the figure of the column as a score, of which higher is better.
 * @throws INDEX_UNAVAILABLE for a table of another form.
 */
export async function readCandidates(
  query: Query | VectorQuery,
  options: {
    readonly where: string;
    readonly limit: number;
    readonly figure: FigureColumn;
    readonly toScore: (figure: number) => number;
  },
): Promise<readonly IndexCandidate[]> {
  const { figure, limit } = options;
  const candidates: IndexCandidate[] = [];
  for await (const batch of query.where(options.where).select(['generation', 'ordinal', figure]).limit(limit)) {
    const [generations, ordinals, figures] = ['generation', 'ordinal', figure].map((name) => batch.getChild(name));
    for (let index = 0; index < batch.numRows; index += 1) {
      candidates.push({
        generation: numberOf(generations?.get(index), 'generation'),
        ordinal: numberOf(ordinals?.get(index), 'ordinal'),
        score: options.toScore(numberOf(figures?.get(index), figure)),
      });
    }
    // To be told that there is no further batch takes another way through LanceDB's threads.
    if (candidates.length >= limit) break;
  }
  return candidates;
}

function numberOf(value: unknown, column: string): number {
  if (typeof value !== 'number')
    throw new CarrelError('INDEX_UNAVAILABLE', { message: `expected a number as ${column}, found ${typeof value}` });
  return value;
}
