import type { ModelView } from '@carrel/contract';
import type { ReactNode } from 'react';
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
        <span
          className={classNames(
            'text-small font-medium',
            model.state === 'failed' ? 'text-danger' : model.isInUse ? 'text-accent' : 'text-faint',
          )}
        >
          {model.isInUse && <span aria-hidden className="mr-2 inline-block size-1.5 -translate-y-px rounded-round bg-accent" />}
          {model.isInUse ? `${words.inUse} · ${words.states[model.state]}` : words.states[model.state]}
        </span>
      </div>
      {model.reason !== null && <p className="pt-1 text-ui text-danger">{model.reason}</p>}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 pt-3 text-small @2xl:grid-cols-4">
        {model.sizeBytes !== null && <Fact name={words.size}>{format.bytes(model.sizeBytes)}</Fact>}
        {model.architecture !== null && <Fact name={words.architecture}>{model.architecture}</Fact>}
        {model.quantisation !== null && <Fact name={words.quantisation}>{model.quantisation}</Fact>}
        {model.contextTokens !== null && <Fact name={words.context}>{words.tokens(format.number(model.contextTokens))}</Fact>}
        {model.dimensions !== null && <Fact name={words.dimensions}>{format.number(model.dimensions)}</Fact>}
        {model.licence !== null && <Fact name={words.licence}>{model.licence}</Fact>}
        <Fact name={words.source}>{model.source}</Fact>
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

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-faint">{name}</dt>
      <dd className="figures break-words">{children}</dd>
    </div>
  );
}
