import type { EmbeddingIndexView } from '@carrel/contract';
import { useFormat, useMessages } from '../messages/language.tsx';

type Gate = NonNullable<EmbeddingIndexView['gate']>;

/** What an index must show before it may serve, and what it showed. */
export function GateFigures({ gate }: { readonly gate: Gate }) {
  const words = useMessages().index.embedding;
  const format = useFormat();
  const { rowCount, differingRows, recallAt10, recallQueries, golden, splitPassages } = gate;
  const figures = [
    [words.rows, words.rowsFigure(format.number(rowCount), format.number(differingRows)), words.rowsWanted],
    [words.recall, words.recallFigure(format.percent(recallAt10), format.number(recallQueries)), words.recallWanted],
    ...(golden === null
      ? []
      : [
          [
            words.golden,
            words.goldenFigure(format.percent(golden.after), format.percent(golden.before), format.number(golden.questions)),
            words.goldenWanted,
          ] as const,
        ]),
    ...(splitPassages === 0 ? [] : [[words.split, format.number(splitPassages), words.splitHint] as const]),
  ] as const;
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-small @2xl:grid-cols-3">
      {figures.map(([name, figure, wanted]) => (
        <div key={name} className="min-w-0">
          <dt className="text-faint">{name}</dt>
          <dd className="figures">{figure}</dd>
          <dd className="text-faint">{wanted}</dd>
        </div>
      ))}
    </dl>
  );
}
