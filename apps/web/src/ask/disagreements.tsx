import type { AskResult } from '@carrel/contract';
import { Scale } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { ValidityLabel } from '../ui/validity-label.tsx';
import { CitationChip } from './citation-chip.tsx';
import { Notice } from './notice.tsx';

/** Says above an answer that its sources contradict each other, and which ones. */
export function Disagreements({ result }: { readonly result: AskResult }) {
  const messages = useMessages();
  const disagreements = result.provenance?.disagreements ?? [];
  if (disagreements.length === 0) return null;
  const citationOf = (number: number) => result.citations.find((citation) => citation.number === number);
  return (
    <Notice icon={<Scale />} title={messages.desk.differ.title}>
      <ul className="flex flex-col gap-1.5">
        {disagreements.map(({ kind, citations }) => (
          <li key={citations.join()} className="flex flex-wrap items-baseline gap-x-2">
            <span className="text-soft">{messages.desk.differ.kinds[kind]}</span>
            {citations
              .flatMap((number) => citationOf(number) ?? [])
              .map((citation) => (
                <span key={citation.number}>
                  {citation.title} <CitationChip citation={citation} /> <ValidityLabel validity={citation.validity} />
                </span>
              ))}
          </li>
        ))}
      </ul>
      <p className="text-small text-soft">{messages.desk.differ.hint}</p>
    </Notice>
  );
}
