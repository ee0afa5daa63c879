import type { DocumentText } from '@carrel/contract';
import { Fragment, memo, useEffect, useMemo, useRef } from 'react';
import { type Place, placeText } from '../lib/place-text.ts';
import { useLanguage, useMessages } from '../messages/language.tsx';
import { groupBlocks, placeStartsOf } from './block-groups.ts';
import { BlockGroupView } from './block-group-view.tsx';
import type { Mark } from './marked-pieces.ts';

/** Groups in one section: the browser leaves sections that are out of sight undrawn. */
const sectionGroups = 40;

interface TextViewProps {
  readonly document: DocumentText;
  readonly marks: readonly Mark[];
}

/** The extracted text, formatted by its blocks, scrolled to the passage that was opened. */
export const TextView = memo(function TextView({ document, marks }: TextViewProps) {
  const messages = useMessages();
  const ref = useRef<HTMLDivElement>(null);
  const { sections, placeStarts } = useMemo(() => {
    const groups = groupBlocks(document.blocks);
    const sections = Array.from({ length: Math.ceil(groups.length / sectionGroups) }, (_, index) =>
      groups.slice(index * sectionGroups, (index + 1) * sectionGroups),
    );
    return { sections, placeStarts: placeStartsOf(groups) };
  }, [document]);
  const current = marks.find((mark) => mark.isCurrent);
  const at = current ? `${current.start}-${current.end}` : null;

  useEffect(() => {
    if (at === null) return;
    const scroll = () => ref.current?.querySelector('mark[data-current="true"]')?.scrollIntoView({ block: 'center' });
    scroll();
    // Sections out of sight have only an estimated height until they are drawn once: look again when they are.
    requestAnimationFrame(() => requestAnimationFrame(scroll));
  }, [at, document.versionId]);

  if (document.text.trim() === '') return <p className="p-6 text-soft">{messages.reader.emptyText}</p>;
  return (
    <div ref={ref} className="document-text mx-auto max-w-[70ch] px-5 py-6 tablet:px-8">
      {sections.map((groups) => (
        <div key={groups[0]?.blocks[0]?.start} className="[contain-intrinsic-block-size:auto_1600px] [content-visibility:auto]">
          {groups.map((group) => (
            <Fragment key={group.blocks[0]?.start}>
              <PlaceBreak place={placeStarts.get(group)} />
              <BlockGroupView group={group} text={document.text} marks={marks} keepsLines={document.mediaType !== 'application/pdf'} />
            </Fragment>
          ))}
        </div>
      ))}
    </div>
  );
});

function PlaceBreak({ place }: { readonly place: Place | undefined }) {
  const words = useLanguage();
  if (place === undefined) return null;
  return (
    <p className="flex items-center gap-3 pt-1 font-ui text-tiny text-faint">
      {placeText(place, words)}
      <span aria-hidden className="h-px flex-1 bg-line" />
    </p>
  );
}
