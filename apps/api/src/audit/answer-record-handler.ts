import { type AuditTrail, isTerminalType, leafSchema, type Leaf } from '@carrel/audit';
import type { AnswerRecordView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { DocumentCard, LogEntry, RecordStore } from '@carrel/core';
import { answerIdSchema, CarrelError, documentIdSchema } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';

const maxEvents = 200;

/** All that the log has of one answer, as far as ids, numbers and names of documents tell it. Looking is on record. */
export function createAnswerRecordHandler({ store, audit }: { readonly store: RecordStore; readonly audit: AuditTrail }): BoundRoute {
  return handle(routes.getAnswerRecord, async ({ caller, params }) => {
    const answerId = idOrNotFound(answerIdSchema, params.id);
    const { items } = await store.read.audit.searchEntries({ targetRef: answerId }, { limit: maxEvents });
    const entries = items.toReversed();
    const intent = entries.find(({ type }) => type === 'question.accepted');
    if (intent === undefined) throw new CarrelError('NOT_FOUND');
    await store.transaction((transaction) =>
      audit.record(transaction, caller.actor, { type: 'audit.searched', filter: { answer: answerId }, rowCount: entries.length }),
    );
    const terminal = entries.find(({ type }) => isTerminalType(type));
    const [asked, ended] = [leafOf(intent), terminal === undefined ? null : leafOf(terminal)];
    return {
      answerId,
      ...questionView(asked),
      ...endView(ended),
      model: modelView(ended?.model ?? asked.model),
      ms: timesOf(ended),
      passages: await passagesOf(store, asked, ended),
      events: entries.map(eventView),
    };
  });
}

function questionView({ actor, origin, time, question, embed, retrieval, ctx_more: more }: Leaf) {
  return {
    askerRef: actor.ref,
    channel: origin.channel,
    askedAt: time,
    questionChars: question?.len ?? 0,
    embedding: embed?.name ?? null,
    retrieval: retrieval === undefined ? null : { index: retrieval.index, mode: retrieval.mode, count: retrieval.k },
    sealedPassageCount: more?.count ?? 0,
  };
}

function endView(ended: Leaf | null): Pick<AnswerRecordView, 'outcome' | 'reason' | 'closedAt' | 'decision' | 'tokens'> {
  if (ended === null) return { outcome: 'open', reason: null, closedAt: null, decision: null, tokens: null };
  const { outcome, reason, time, answer } = ended;
  const tokens = answer === undefined ? null : { in: answer.tok_in, out: answer.tok_out };
  return { outcome, reason, closedAt: time, decision: answer?.decision ?? null, tokens };
}

function leafOf({ leaf }: LogEntry): Leaf {
  return leafSchema.parse(JSON.parse(Buffer.from(leaf).toString('utf8')));
}

function modelView(model: Leaf['model']): AnswerRecordView['model'] {
  if (model === undefined) return null;
  const { params } = model;
  return {
    name: model.name,
    fileSha256: model.file_sha256,
    engine: model.engine,
    host: model.host,
    promptTemplateSha256: model.prompt_tpl_sha256 ?? null,
    parameters: params === undefined ? null : `temp ${params.temp}, top_p ${params.top_p}, seed ${params.seed}, max ${params.max}`,
  };
}

function timesOf(ended: Leaf | null): AnswerRecordView['ms'] {
  const { retr_ms: retrieve = null, ttft_ms: firstToken = null, total_ms: total = null } = ended?.perf ?? {};
  return { retrieve, firstToken, total };
}

/** What the model was given is in the intent; what the answer quotes, in its end. */
async function passagesOf({ read }: RecordStore, asked: Leaf, ended: Leaf | null): Promise<AnswerRecordView['passages']> {
  const cited = new Set((ended?.ctx ?? []).filter((item) => item.cited).map(({ chunk }) => chunk));
  const items = asked.ctx ?? [];
  const ids = [...new Set(items.map(({ doc }) => doc))].flatMap((doc) => documentIdSchema.safeParse(doc).data ?? []);
  const cards = new Map(
    (await Promise.all(ids.map((id) => read.retention.findDocumentCard(id)))).flatMap((card) =>
      card === null ? [] : [[String(card.id), card] as const],
    ),
  );
  return items.map((item) => passageView(item, cards.get(item.doc), cited.has(item.chunk)));
}

type ContextItem = NonNullable<Leaf['ctx']>[number];

function passageView(
  { rank, chunk, doc, ver, h, label, in_prompt: isInPrompt }: ContextItem,
  card: DocumentCard | undefined,
  isCited: boolean,
): AnswerRecordView['passages'][number] {
  const version = card?.versions.find(({ id }) => id === ver);
  return {
    rank,
    chunkId: chunk,
    documentId: doc,
    title: card?.title ?? null,
    path: card?.path ?? null,
    versionId: ver,
    versionNumber: version?.number ?? null,
    sha256: h,
    label,
    isInPrompt,
    isCited,
  };
}

function eventView({ id, shard, seq, time, type, outcome, actorRef, leafHash }: LogEntry): AnswerRecordView['events'][number] {
  return { id, shard, seq, time, type, outcome, actorRef, leafHash };
}
