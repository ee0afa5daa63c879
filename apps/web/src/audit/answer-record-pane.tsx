import type { AnswerRecordView } from '@carrel/contract';
import { useAnswerRecord } from '../api/audit-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { PaneHeader, PaneList, PaneSection } from '../rights/pane-parts.tsx';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { RecordedPassage } from './recorded-passage.tsx';
import { CopiedId, Fact, Facts } from '../ui/facts.tsx';

/** All that is on record of one answer: who and when, the passages that the model was given, the model, and each event. */
export function AnswerRecordPane({ id }: { readonly id: string }) {
  const words = useAuditWords().answer;
  const format = useFormat();
  const address = useAddress();
  const record = useAnswerRecord(id);
  const close = () => address.replace({ answer: null });
  useKey('Escape', close);
  return (
    <>
      <PaneHeader title={words.title} {...(record.data && { more: format.stamp(record.data.askedAt) })} onClose={close} />
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        {record.isPending && <SkeletonLines lines={10} className="p-5" />}
        {record.isError && (
          <div className="p-5">
            <FailureNote error={record.error} onRetry={() => void record.refetch()} />
          </div>
        )}
        {record.data && <AnswerRecord record={record.data} />}
      </div>
    </>
  );
}

function AnswerRecord({ record }: { readonly record: AnswerRecordView }) {
  const words = useAuditWords().answer;
  const ask = useMessages().ask;
  const format = useFormat();
  const address = useAddress();
  const { passages } = record;
  const elapsed = (ms: number | null) => (ms === null ? '–' : format.elapsed(ms));
  return (
    <>
      <PaneSection title={words.what}>
        <Facts>
          <Fact name={words.answer}>
            <CopiedId text={record.answerId} />
          </Fact>
          <Fact name={words.asker}>
            <CopiedId text={record.askerRef} />
          </Fact>
          <Fact name={words.channel}>{record.channel}</Fact>
          <Fact name={words.question}>{words.sealed(format.number(record.questionChars))}</Fact>
          <Fact name={words.outcome}>
            <Outcome record={record} />
          </Fact>
          <Fact name={words.times}>
            <span className="figures">
              {ask.recordTimesText(elapsed(record.ms.retrieve), elapsed(record.ms.firstToken), elapsed(record.ms.total))}
            </span>
          </Fact>
        </Facts>
      </PaneSection>
      <PaneSection title={words.passages(format.number(passages.length))}>
        <p className="text-small text-faint">{words.passagesHint}</p>
        {passages.length > 0 && (
          <PaneList>
            {passages.map((passage) => (
              <RecordedPassage key={`${passage.rank} ${passage.chunkId}`} passage={passage} />
            ))}
          </PaneList>
        )}
        {record.sealedPassageCount > 0 && (
          <p className="text-small text-faint">{words.morePassages(format.number(record.sealedPassageCount))}</p>
        )}
      </PaneSection>
      <RecordedModel record={record} />
      <PaneSection title={words.events}>
        <PaneList>
          {record.events.map((event) => (
            <li key={event.id}>
              <button
                type="button"
                onClick={() => address.push({ event: event.id })}
                className="flex w-full flex-wrap items-baseline gap-x-3 px-3 py-2 text-start text-ui outline-offset-[-2px] hover:bg-hover/60"
              >
                <span className="figures text-small text-faint">{format.number(event.seq)}</span>
                <span className="font-medium">{event.type}</span>
                <span className="figures ml-auto text-small text-faint">{format.stamp(event.time)}</span>
              </button>
            </li>
          ))}
        </PaneList>
      </PaneSection>
    </>
  );
}

function Outcome({ record: { decision, outcome, reason } }: { readonly record: AnswerRecordView }) {
  const words = useAuditWords().answer;
  const ask = useMessages().ask;
  return (
    <>
      {decision === null ? words.outcomes[outcome] : ask.decisions[decision]}
      {reason !== null && reason !== 'OK' && <span className="text-danger"> · {reason}</span>}
    </>
  );
}

function RecordedModel({ record: { model, retrieval, embedding } }: { readonly record: AnswerRecordView }) {
  const words = useAuditWords().answer;
  const format = useFormat();
  return (
    <PaneSection title={words.model}>
      {model === null ? (
        <p className="text-ui text-soft">{words.noModel}</p>
      ) : (
        <Facts>
          <Fact name={words.modelName}>{model.name}</Fact>
          {model.fileSha256 !== null && (
            <Fact name={words.modelFile}>
              <CopiedId text={model.fileSha256} />
            </Fact>
          )}
          <Fact name={words.engine}>{model.host ?? model.engine}</Fact>
          {model.promptTemplateSha256 !== null && (
            <Fact name={words.prompt}>
              <CopiedId text={model.promptTemplateSha256} />
            </Fact>
          )}
          {model.parameters !== null && (
            <Fact name={words.parameters}>
              <code className="font-mono text-code">{model.parameters}</code>
            </Fact>
          )}
        </Facts>
      )}
      {retrieval !== null && (
        <Facts>
          <Fact name={words.index}>
            <code className="truncate font-mono text-code">{retrieval.index}</code>
          </Fact>
          <Fact name={words.search}>{words.searchText(retrieval.mode, format.number(retrieval.count))}</Fact>
          {embedding !== null && <Fact name={words.embedding}>{embedding}</Fact>}
        </Facts>
      )}
    </PaneSection>
  );
}
