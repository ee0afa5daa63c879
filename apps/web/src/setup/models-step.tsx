import type { CatalogueModelView, FitView, Me, ModelView } from '@carrel/contract';
import Link from 'next/link';
import { useCatalogue, useModelFit } from '../api/model-queries.ts';
import { useModels } from '../api/identity-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { StepActions } from './step-actions.tsx';

/** Of the catalogue; the page of models has all. */
const mostOffered = 3;
/** As fast as somebody reads. */
const readingTokensPerSecond = 5;

/** What Carrel can do with the models that are here, and which others would fit. */
export function ModelsStep({ me, onNext }: { readonly me: Me; readonly onNext: () => void }) {
  const words = useFirstRunWords();
  const { answering, answeringWith, answeringWithout, searching, searchingWith, searchingWithout, body, more } = words.models;
  const { languageModel, embeddingModel } = me.capabilities;
  return (
    <>
      <p className="text-soft">{body}</p>
      <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-box border border-line bg-line tablet:grid-cols-2">
        <Ability name={answering} text={languageModel === null ? answeringWithout : answeringWith(languageModel)} />
        <Ability name={searching} text={embeddingModel === null ? searchingWithout : searchingWith(embeddingModel)} />
      </dl>
      <FoundModels />
      {languageModel === null && <OfferedModels />}
      <StepActions>
        <Button look="primary" onClick={onNext}>
          {words.next}
        </Button>
        <Link href="/models" className="px-2 text-ui font-medium text-accent hover:underline">
          {more}
        </Link>
      </StepActions>
    </>
  );
}

function Ability({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div className="bg-sheet px-4 py-3">
      <dt className="text-small font-medium text-faint">{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function FoundModels() {
  const words = useFirstRunWords().models;
  const models = useModels();
  if (models.isPending) return <SkeletonLines lines={3} />;
  if (models.isError) return <FailureNote error={models.error} onRetry={() => void models.refetch()} />;
  const items = models.data.items.toSorted((a, b) => Number(b.isInUse) - Number(a.isInUse));
  const unused = items.find(({ isInUse, role }) => !isInUse && role === 'answer');
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-ui font-semibold">{words.found}</h2>
      {items.length === 0 ? (
        <>
          <p className="text-soft">{words.none}</p>
          <p className="text-small text-faint">{words.noneHint}</p>
          <CommandLine text="CARREL_MODELS_DIR=/srv/models npm start" />
        </>
      ) : (
        <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
          {items.map((model) => (
            <FoundModel key={`${model.name} ${model.source}`} model={model} />
          ))}
        </ul>
      )}
      {unused && !items.some(({ isInUse, role }) => isInUse && role === 'answer') && (
        <>
          <p className="text-small text-faint">{words.use}</p>
          <CommandLine text={`CARREL_LLM=${unused.name} npm start`} />
        </>
      )}
    </section>
  );
}

function FoundModel({ model }: { readonly model: ModelView }) {
  const words = useFirstRunWords().models;
  const format = useFormat();
  const fit = useModelFit(model.name).data?.items[0];
  return (
    <li className="flex flex-col gap-0.5 px-4 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="min-w-0 text-ui font-medium break-words">{model.name}</span>
        <span className="text-small text-soft">
          {words.roles[model.role]}
          {model.sizeBytes !== null && ` · ${format.bytes(model.sizeBytes)}`}
        </span>
        <span className="flex-1" />
        {model.isInUse && <span className="text-small font-medium text-accent">{words.inUse}</span>}
      </p>
      {model.reason !== null && <p className="text-small text-danger">{model.reason}</p>}
      {fit && <p className="text-small text-faint">{fit.sentence}</p>}
    </li>
  );
}

/** Models of the catalogue that write answers and fit: the largest of those that write as fast as one reads, else the fastest. */
function OfferedModels() {
  const words = useFirstRunWords().models;
  const fits = useModelFit(null).data?.items ?? [];
  const catalogue = useCatalogue().data?.items ?? [];
  const offered = catalogue
    .flatMap((model) => {
      const fit = fits.find(({ name }) => name === model.name);
      const isGood = fit !== undefined && (fit.verdict === 'gpu' || fit.verdict === 'gpu-layers' || fit.verdict === 'cpu');
      return isGood && model.role === 'answer' && model.tuning !== 'base' && model.notPullable === null ? [{ model, fit }] : [];
    })
    .toSorted((a, b) => rankOf(b) - rankOf(a))
    .slice(0, mostOffered);
  if (offered.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-ui font-semibold">{words.offered}</h2>
      <p className="text-small text-faint">{words.offeredBody}</p>
      <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
        {offered.map(({ model, fit }) => (
          <li key={model.name} className="flex flex-col gap-0.5 px-4 py-2.5">
            <p className="flex flex-wrap items-baseline gap-x-3">
              <span className="text-ui font-medium">{model.title}</span>
              <span className="text-small text-soft">
                {[model.publisher, model.licence?.name].filter((part) => part !== undefined && part !== '').join(' · ')}
              </span>
            </p>
            <p className="text-small text-faint">{fit.sentence}</p>
            <CommandLine text={`npx carrel models pull ${model.name}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function rankOf({ model, fit }: { readonly model: CatalogueModelView; readonly fit: FitView }): number {
  const speed = fit.tokensPerSecond ?? 0;
  return speed >= readingTokensPerSecond ? 1 + (model.parameters ?? 0) : speed / readingTokensPerSecond;
}

function CommandLine({ text }: { readonly text: string }) {
  return (
    <p className="flex min-w-0 items-center gap-1">
      <code className="min-w-0 truncate rounded-small bg-hover px-2 py-0.5 font-mono text-code">{text}</code>
      <CopyButton text={text} label={text} />
    </p>
  );
}
