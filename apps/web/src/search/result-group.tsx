import type { PassageView } from '@carrel/contract';
import { targetOf } from '../ask/citation-target.ts';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { placeText } from '../lib/place-text.ts';
import { classNames } from '../lib/class-names.ts';
import { useLanguage } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { isSameTarget } from '../reader/reader-target.ts';
import { ValidityLabel } from '../ui/validity-label.tsx';
import { bodyOfPassage } from './body-of-passage.ts';
import { SnippetText } from './snippet-text.tsx';

interface ResultGroupProps {
  /** Of one document, best first. */
  readonly passages: readonly PassageView[];
  /** The place of the first in the whole list. */
  readonly firstIndex: number;
  readonly stems: readonly string[];
}

export function ResultGroup({ passages, firstIndex, stems }: ResultGroupProps) {
  const [first] = passages;
  if (!first) return null;
  return (
    <section className="border-b border-line py-4 last:border-b-0">
      <h2 className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
        <span className="text-body font-semibold">{first.title}</span>
        <span className="max-w-full min-w-0 truncate text-small font-normal text-faint">{pathBesideTitle(first.title, first.path)}</span>
        <ValidityLabel validity={first.validity} />
      </h2>
      {passages.map((passage, index) => (
        <ResultRow key={passage.chunkId} passage={passage} index={firstIndex + index} stems={stems} />
      ))}
    </section>
  );
}

interface ResultRowProps {
  readonly passage: PassageView;
  readonly index: number;
  readonly stems: readonly string[];
}

function ResultRow({ passage, index, stems }: ResultRowProps) {
  const { messages, format } = useLanguage();
  const reader = useReader();
  const isOpen = reader.target !== null && isSameTarget(reader.target, targetOf(passage));
  const place = placeText(passage, { messages, format });
  const section = passage.headings.filter((heading) => heading !== passage.title).join(' › ');
  return (
    <button
      type="button"
      data-result={index}
      aria-pressed={isOpen}
      onClick={() => reader.open(targetOf(passage))}
      className={classNames(
        '-mx-3 mt-1 block w-[calc(100%+24px)] rounded-box border-l-[3px] px-3 py-2 text-start transition-colors',
        isOpen ? 'border-marker-line bg-marker-soft' : 'border-transparent hover:bg-hover',
      )}
    >
      {(section !== '' || place !== null) && (
        <span className="figures mb-0.5 flex gap-2 text-small text-soft">
          {place !== null && <span className="shrink-0">{place}</span>}
          <span className="truncate">{section}</span>
        </span>
      )}
      <span className="block font-text text-body">
        <SnippetText text={bodyOfPassage(passage.text, passage.headings)} stems={stems} />
      </span>
    </button>
  );
}
