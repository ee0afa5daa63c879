import type { AskResult, CitationView } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import type { CarrelApi, SlackAccount } from '../carrel/carrel-api.ts';
import type { WorkPool } from '../carrel/work-pool.ts';

export interface AskDeps {
  readonly carrel: CarrelApi;
  /** Bounds what is asked of Carrel at once: what waits here is not turned away there. */
  readonly pool: WorkPool;
  readonly signal: AbortSignal;
}

export interface Asked {
  readonly account: SlackAccount;
  readonly question: string;
  /** Of the thread; follow-ups in it keep the conversation. */
  readonly thread: string;
  /** Everybody who will see the answer; undefined: the asker alone. */
  readonly audience?: readonly string[];
  readonly onProgress: (text: string, citations: readonly CitationView[]) => Promise<void>;
}

const maxQuestionChars = 4_000;
/** How long a question goes on trying while Carrel has too much to do. */
const patienceMs = 120_000;
const firstWaitMs = 1_000;

/**
 * Asks as the person, and waits for the whole answer. While Carrel says that it has too much to do, the question waits; nothing
 * that was streamed before a failure is kept.
 * @throws ProblemError, or what the network threw.
 */
export async function ask({ carrel, pool, signal }: AskDeps, asked: Asked): Promise<AskResult> {
  const client = carrel.as(asked.account);
  const deadline = Date.now() + patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, 10_000)) {
    try {
      return await pool.run(() => askInThread(client, asked, signal));
    } catch (error) {
      if (!isBusy(error) || Date.now() + waitMs > deadline || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

async function askInThread(client: ReturnType<CarrelApi['as']>, asked: Asked, signal: AbortSignal): Promise<AskResult> {
  const { thread } = asked;
  const { conversationId } = await client.call(routes.findSlackThread, { body: { thread } });
  const result = await askOnce(client, asked, conversationId, signal);
  await client.call(routes.putSlackThread, { body: { thread, conversationId: result.conversationId } });
  return result;
}

async function askOnce(
  client: ReturnType<CarrelApi['as']>,
  { question, audience, onProgress }: Asked,
  conversationId: string | null,
  signal: AbortSignal,
): Promise<AskResult> {
  let text = '';
  const citations: CitationView[] = [];
  const body = {
    question: question.slice(0, maxQuestionChars).toWellFormed(),
    ...(conversationId !== null && { conversationId }),
    ...(audience !== undefined && { audience: [...audience] }),
  };
  for await (const event of client.ask(body, signal)) {
    if (event.type === 'done') return event.result;
    if (event.type === 'error') throw new ProblemError(event.problem);
    if (event.type === 'citation') citations.push(event.citation);
    if (event.type === 'delta') {
      text += event.text;
      await onProgress(text, citations);
    }
  }
  throw new TypeError('The connection broke before the answer was complete.');
}

function isBusy(error: unknown): boolean {
  return error instanceof ProblemError && (error.problem.code === 'MODEL_OVERLOADED' || error.problem.code === 'STOPPING');
}
