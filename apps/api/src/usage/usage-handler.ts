import type { Latency, Usage } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { AnswerDecision, AnswerUsage, Clock, RecordStore, UsagePeriod } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';

const dayMs = 24 * 60 * 60_000;
const defaultDays = 30;
const maxDays = 366;
const answersAtOnce = 5_000;

/** `GET /api/v1/admin/usage`: how much Carrel is used, in counts. */
export function createUsageHandler({ store, clock }: { readonly store: Pick<RecordStore, 'read'>; readonly clock: Clock }): BoundRoute {
  return handle(routes.usage, async ({ query }) => {
    const to = query.to ?? dateOf(clock.nowMs());
    const from = query.from ?? dateOf(Date.parse(to) - (defaultDays - 1) * dayMs);
    const days = daysBetween(from, to);
    const period: UsagePeriod = { from: timeOf(from, 0), to: timeOf(to, 1) };
    const counts = createCounts(days);
    for await (const answer of answersOf(store, period)) counts.add(answer);
    const collections = await store.read.usage.countByCollection(period);
    return {
      from,
      to,
      ...counts.read(),
      collections: collections.map(({ collectionId, name, answers }) => ({ id: collectionId, name, answers })),
    };
  });
}

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const timeOf = (date: string, daysLater: number) => new Date(Date.parse(date) + daysLater * dayMs).toISOString();

/** @throws InvalidRequestError */
function daysBetween(from: string, to: string): readonly string[] {
  const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (!(count >= 1 && count <= maxDays))
    throw new InvalidRequestError([{ path: 'from', expected: `expected a day up to ${maxDays - 1} days before the day of "to"` }]);
  return Array.from({ length: count }, (_one, index) => dateOf(Date.parse(from) + index * dayMs));
}

async function* answersOf(store: Pick<RecordStore, 'read'>, period: UsagePeriod): AsyncGenerator<AnswerUsage> {
  for (let after: AnswerUsage | null = null; ;) {
    const page: readonly AnswerUsage[] = await store.read.usage.listAnswers(period, { limit: answersAtOnce, after });
    yield* page;
    after = page.at(-1) ?? null;
    if (page.length < answersAtOnce) return;
  }
}

interface Tally {
  questions: number;
  readonly people: Set<string>;
}

function createCounts(days: readonly string[]) {
  const all: Tally = { questions: 0, people: new Set() };
  const byDay = new Map(days.map((date): [string, Tally] => [date, { questions: 0, people: new Set() }]));
  const byModel = new Map<string | null, { questions: number; readonly decisions: Decisions; readonly totalMs: number[] }>();
  const decisions = noDecisions();
  const feedback = { helpful: 0, notHelpful: 0 };
  const ms = { retrieve: [] as number[], firstToken: [] as number[], total: [] as number[] };
  let interrupted = 0;
  return {
    add({ ownerId, state, decision, modelName, timings, feedback: rating, createdAt }: AnswerUsage): void {
      for (const tally of [all, byDay.get(createdAt.slice(0, 10))]) {
        if (tally === undefined) continue;
        tally.questions += 1;
        tally.people.add(ownerId);
      }
      if (state === 'interrupted') interrupted += 1;
      if (rating !== null) feedback[rating === 'helpful' ? 'helpful' : 'notHelpful'] += 1;
      if (decision === null) return;
      decisions[decision] += 1;
      const model = byModel.get(modelName) ?? { questions: 0, decisions: noDecisions(), totalMs: [] };
      byModel.set(modelName, model);
      model.questions += 1;
      model.decisions[decision] += 1;
      if (timings === null) return;
      model.totalMs.push(timings.totalMs);
      ms.retrieve.push(timings.retrieveMs);
      ms.total.push(timings.totalMs);
      if (timings.firstTokenMs !== null) ms.firstToken.push(timings.firstTokenMs);
    },
    read: (): Omit<Usage, 'from' | 'to' | 'collections'> => ({
      questions: all.questions,
      people: all.people.size,
      decisions,
      interrupted,
      feedback,
      ms: { retrieve: latencyOf(ms.retrieve), firstToken: latencyOf(ms.firstToken), total: latencyOf(ms.total) },
      days: [...byDay].map(([date, { questions, people }]) => ({ date, questions, people: people.size })),
      models: [...byModel]
        .map(([name, model]) => ({ name, questions: model.questions, decisions: model.decisions, ms: { total: latencyOf(model.totalMs) } }))
        .toSorted((left, right) => right.questions - left.questions),
    }),
  };
}

type Decisions = Record<AnswerDecision, number>;

function noDecisions(): Decisions {
  return { answered: 0, quoted: 0, abstained: 0, blocked: 0 };
}

function latencyOf(values: readonly number[]): Latency {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return value === undefined ? null : Math.round(value);
  };
  return { p50: at(0.5), p95: at(0.95) };
}
