import type { ModelView } from '@carrel/contract';
import type { Format } from '../lib/format.ts';
import type { Messages } from '../messages/en.ts';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { CopyButton } from '../ui/copy-button.tsx';

export function ModelCard({ model }: { readonly model: ModelView }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.models;
  return (
    <article className={classNames('rounded-box border bg-sheet px-4 py-3.5', model.isInUse ? 'border-line-strong' : 'border-line')}>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-body font-semibold break-words">{model.name}</h2>
        <span className="text-small text-soft">{words.roles[model.role]}</span>
        <span className="flex-1" />
        <ModelState model={model} />
      </div>
      {model.reason !== null && <p className="pt-1 text-ui text-danger">{model.reason}</p>}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 pt-3 text-small @2xl:grid-cols-4">
        {factsOf(model, words, format).map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-faint">{name}</dt>
            <dd className="figures break-words">{value}</dd>
          </div>
        ))}
        {model.sha256 !== null && (
          <div className="col-span-full flex min-w-0 items-center gap-2">
            <dt className="shrink-0 text-faint">{words.hash}</dt>
            <dd className="flex min-w-0 items-center gap-1">
              <code className="truncate font-mono text-code">{model.sha256}</code>
              <CopyButton text={model.sha256} label={messages.common.copy} />
            </dd>
          </div>
        )}
      </dl>
    </article>
  );
}

function ModelState({ model }: { readonly model: ModelView }) {
  const words = useMessages().models;
  const look = model.state === 'failed' ? 'text-danger' : model.isInUse ? 'text-accent' : 'text-faint';
  return (
    <span className={classNames('inline-flex items-center gap-2 text-small font-medium', look)}>
      {model.isInUse && <span aria-hidden className="size-1.5 rounded-round bg-accent" />}
      {model.isInUse ? `${words.inUse} · ${words.states[model.state]}` : words.states[model.state]}
    </span>
  );
}

/** What is known about the model, by name. */
function factsOf(model: ModelView, words: Messages['models'], format: Format): readonly (readonly [name: string, value: string])[] {
  const facts: readonly (readonly [string, string | null])[] = [
    [words.size, model.sizeBytes === null ? null : format.bytes(model.sizeBytes)],
    [words.architecture, model.architecture],
    [words.quantisation, model.quantisation],
    [words.context, model.contextTokens === null ? null : words.tokens(format.number(model.contextTokens))],
    [words.dimensions, model.dimensions === null ? null : format.number(model.dimensions)],
    [words.licence, model.licence],
    [words.source, model.source],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
