import { useState } from 'react';
import { useCollections, useDocumentCounts } from '../api/document-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { Button } from '../ui/button.tsx';
import { inputLook } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { isFailed, isOpen } from '../uploads/upload-item.ts';
import { useUploads } from '../uploads/upload-context.ts';
import { DropFiles } from './drop-files.tsx';
import { StepActions } from './step-actions.tsx';
import { WatchFolder } from './watch-folder.tsx';

type Way = 'files' | 'watched';

/** The first documents: files of this computer, or a folder that the server follows. */
export function FolderStep({ onNext }: { readonly onNext: () => void }) {
  const words = useFirstRunWords();
  const { folder } = words;
  const [way, setWay] = useState<Way>('files');
  const [collection, setCollection] = useState(folder.collectionStart);
  return (
    <>
      <p className="text-soft">{folder.body}</p>
      <div>
        <Segmented
          label={folder.way}
          value={way}
          options={[
            { value: 'files', text: folder.ways.files },
            { value: 'watched', text: folder.ways.watched },
          ]}
          onChange={setWay}
        />
      </div>
      <CollectionField value={collection} onChange={setCollection} />
      {way === 'files' ? <DropFiles collection={collection} /> : <WatchFolder collection={collection} />}
      <Progress />
      <StepActions>
        <Button look="primary" onClick={onNext}>
          {words.next}
        </Button>
      </StepActions>
    </>
  );
}

/** A name: of a collection that is there, or of one that is made. */
function CollectionField({ value, onChange }: { readonly value: string; readonly onChange: (name: string) => void }) {
  const words = useFirstRunWords().folder;
  const collections = useCollections().data?.items ?? [];
  return (
    <div className="flex max-w-[420px] flex-col gap-1">
      <label htmlFor="setup-collection" className="text-small font-medium text-soft">
        {words.collection}
      </label>
      <input
        id="setup-collection"
        aria-describedby="setup-collection-hint"
        list="setup-collections"
        className={inputLook}
        maxLength={200}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id="setup-collections">
        {collections.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
      <p id="setup-collection-hint" className="text-small text-faint">
        {words.collectionHint}
      </p>
    </div>
  );
}

/** What is on its way, and what can be searched already. */
function Progress() {
  const words = useFirstRunWords().folder;
  const counts = useCounts();
  const format = useFormat();
  const items = useUploads();
  const published = useDocumentCounts({}).data?.byState.published ?? 0;
  const open = items.filter(isOpen).length;
  const failed = items.filter(isFailed).length;
  return (
    <p role="status" className="figures text-ui">
      {published > 0 && <span className="text-accent">{words.there(counts.documents(published))} </span>}
      {open > 0 && <span className="text-soft">{words.taking(counts.files(open))} </span>}
      {failed > 0 && <span className="text-danger">{words.failed(format.number(failed))}</span>}
    </p>
  );
}
