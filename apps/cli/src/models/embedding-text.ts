import type { EmbeddingIndexView, EmbeddingStatusView } from '@carrel/contract';

type Gate = NonNullable<EmbeddingIndexView['gate']>;

/** How things stand with the embedding model, in a few lines. */
export function embeddingText({ serving, change, previous, ended }: EmbeddingStatusView): string {
  const lines = [
    serving === null ? 'No index serves yet.' : `${nameOf(serving)} serves.`,
    ...(change === null ? [] : [`${nameOf(change)}: ${changeWords(change)}`]),
    ...(previous === null
      ? []
      : [
          `${nameOf(previous)} is kept until ${previous.keptUntil ?? 'it is replaced'}: "carrel models rollback --for embedding" goes back to it.`,
        ]),
    ...(change === null && ended !== null ? [`${nameOf(ended)} was given up: ${endWords(ended)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The figures that an index must show, each with what is asked of it. */
export function figureLines({ rowCount, differingRows, splitPassages, recallAt10, recallQueries, golden }: Gate): readonly string[] {
  return [
    `passages: ${rowCount}, ${differingRows} of them differ from the database (must be 0)`,
    `recall at 10: ${recallAt10.toFixed(3)} against a comparison of every row, ${recallQueries} searches (must be 0.95 or more)`,
    ...(splitPassages === 0 ? [] : [`${splitPassages} passages are longer than the model takes, and were embedded in parts`]),
    ...(golden === null
      ? []
      : [`golden questions: ${percent(golden.after)} found, ${percent(golden.before)} before, of ${golden.questions} (must be no less)`]),
  ];
}

function nameOf({ model, setting }: EmbeddingIndexView): string {
  return model?.name ?? setting;
}

function changeWords({ state, progress, problem, isAutomatic }: EmbeddingIndexView): string {
  const trouble = problem === null ? '' : ` ${problem.text}`;
  switch (state) {
    case 'filling':
      return `being filled, ${progress.done} of ${progress.total} versions.${trouble}`;
    case 'measuring':
      return `its figures are being taken.${trouble}`;
    case 'scoring':
      return `the golden questions are being asked.${trouble}`;
    case 'ready':
      return isAutomatic ? `about to serve.${trouble}` : `ready. "carrel models switch --for embedding" lets it serve.${trouble}`;
    case 'serving':
    case 'kept':
    case 'dropping':
    case 'dropped':
      return `${state}.${trouble}`;
  }
}

function endWords({ end, refusal, problem }: EmbeddingIndexView): string {
  if (end === 'refused') return refusal === null ? 'its figures were not good enough.' : refusals[refusal];
  return problem?.text ?? ends[end ?? 'cancelled'];
}

const refusals = {
  rows: 'its rows differ from the database.',
  recall: 'a search in it misses too many of the nearest passages.',
  golden: 'it finds fewer of the golden questions.',
} as const;

const ends = {
  cancelled: 'it was cancelled.',
  refused: 'its figures were not good enough.',
  failed: 'it failed.',
  expired: 'the time for going back is over.',
  superseded: 'another one took its place.',
} as const;

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
