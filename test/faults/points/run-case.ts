import type { Subject } from './subject-process.ts';
import type { FaultCase, ScenarioContext } from './scenarios.ts';

/** Until the process has come to its point. The index is looked after 3 s after the last append. */
const reachTimeoutMs = 20_000;
/** G1 of the goals allows 120 s; what is stuck here is stuck. */
const endTimeoutMs = 30_000;

export interface CaseOutcome {
  readonly isReached: boolean;
  /** Lost, doubled, stuck: what differs from what was acknowledged. */
  readonly problems: readonly string[];
  /** Runs on, for the next case. */
  readonly subject: Subject;
}

/** Kills the process at one point, starts it again, and compares what is there with what was acknowledged. */
export async function runCase(one: FaultCase, context: ScenarioContext, running: Subject | null): Promise<CaseOutcome> {
  const { scenario } = one;
  const fault = `${one.point}@${one.time}`;
  const workers = scenario.workers ?? 1;
  let subject = running;
  if (subject === null || workers !== 1) {
    await subject?.kill();
    subject = await started(context, workers);
  }
  await scenario.prepare?.(context, subject);
  let isReached = false;
  if (scenario.act) {
    await subject.tell({ type: 'arm', fault });
    await scenario.act(context, subject);
    isReached = await reached(subject);
  } else {
    await subject.kill();
    await scenario.betweenStarts?.(context);
    const next = await context.folder.start({ fault });
    isReached = next === null || (await reached(next));
    await next?.kill();
  }
  await subject.kill();
  const again = await started(context, 1);
  const own = context.ledger.paths().filter((path) => path.startsWith(`${context.name}-`));
  return { isReached, problems: await context.ledger.check(again.client, own, endTimeoutMs), subject: again };
}

async function started({ folder }: ScenarioContext, workers: number): Promise<Subject> {
  const subject = await folder.start({ workers });
  if (subject === null) throw new Error('The subject did not start.');
  return subject;
}

async function reached(subject: Subject): Promise<boolean> {
  const over = new AbortController();
  const late = new Promise<'late'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), reachTimeoutMs);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const how = await Promise.race([subject.ended, late]);
  over.abort();
  if (how !== 'late' && how !== 'SIGKILL') throw new Error(`The subject ended by itself: ${how}`);
  return how === 'SIGKILL';
}
