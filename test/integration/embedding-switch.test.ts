import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type EmbeddingStatusView, routes } from '@carrel/contract';
import type { EmbeddingIndexState } from '@carrel/core';
import { afterEach, expect, test } from 'vitest';
import { killChild } from '../faults/children.ts';
import { askUntilEnd, persistently, uploadPages, waitForEnd } from '../faults/journey.ts';
import { type CarrelProcess, startCarrel } from '../support/carrel-process.ts';
import { needsFile, sharedPath } from '../support/require.ts';
import { until as waitUntil } from '../support/until.ts';

const model = 'all-minilm-l6-v2';
const topics = ['leave', 'travel', 'salary', 'pension', 'parking', 'canteen', 'training', 'security', 'visitors', 'printing'];
const pages = topics.map((topic, index) => ({
  path: `rules/${topic}.md`,
  content: new Blob([
    `# Rules about ${topic}\n\nThe rule for ${topic} has the number ${100 + index}. It was agreed with the works council.\n`,
  ]),
}));

let carrel: CarrelProcess | undefined;
afterEach(async () => {
  await carrel?.stop();
  carrel = undefined;
});

const running = (): CarrelProcess => carrel ?? expect.fail('no Carrel');
const status = () => persistently(() => running().client.call(routes.getEmbedding, {}));

function until<Value>(what: string, look: () => Promise<Value | null | false>): Promise<Value> {
  return waitUntil(what, look, { timeoutMs: 60_000, everyMs: 15, tell: () => running().log().slice(-3_000) });
}

/** Asks and searches without pause until told to stop; counts what failed. */
function keepAsking() {
  const counts = { asked: 0, failed: 0, searched: 0, notFound: 0 };
  const models = new Set<string>();
  let isStopped = false;
  const ended = (async () => {
    for (let round = 0; !isStopped; round += 1) {
      const topic = topics[round % topics.length] ?? 'leave';
      counts.asked += 1;
      if ((await askUntilEnd(running().client, `Which number has the rule for ${topic}?`)) !== 'done') counts.failed += 1;
      counts.searched += 1;
      const found = await running()
        .client.call(routes.search, { body: { query: `rule for ${topic}`, mode: 'hybrid', limit: 3 } })
        .catch(() => null);
      if (found?.passages.some((passage) => passage.path.endsWith(`${topic}.md`)) !== true) counts.notFound += 1;
    }
  })();
  return {
    counts,
    models,
    stop: async () => {
      isStopped = true;
      await ended;
    },
  };
}

/**
 * In CI the processes are killed in three steps: after each kill of the ingest worker the next one waits for the lease of the
 * one before, 15 seconds. `npm run test:faults` kills in every step.
 */
const isEveryStep = process.env['CARREL_TEST_KILL_STEPS'] === 'all';

/** kill -9 of the ingest worker, which carries a change on, and of the one that runs the models. */
async function kill(name: 'ingest' | 'inference'): Promise<void> {
  await until(`the process ${name}`, () => killChild(running().pid, name));
}

const stateOf = (one: EmbeddingStatusView, id: string): EmbeddingIndexState | null =>
  [one.serving, one.change, one.previous, one.ended].find((index) => index?.id === id)?.state ?? null;

async function upload(path: string, text: string): Promise<void> {
  const documents = await uploadPages(running().client, [{ path, content: new Blob([text]) }], 'Rules');
  const ended = await waitForEnd(running().client, documents.values(), 60_000);
  expect([...ended.values()].map(({ state }) => state)).toEqual(['published']);
}

/** Follows the change from step to step, and kills in those that are meant; gives the steps. */
async function killInSteps(id: string): Promise<readonly string[]> {
  const killedIn: string[] = [];
  const kills = [
    ['filling', 'ingest', true],
    ['filling', 'inference', true],
    ['measuring', 'ingest', isEveryStep],
    ['scoring', 'ingest', isEveryStep],
    ['ready', 'ingest', isEveryStep],
  ] as const;
  for (const [state, process, isKilled] of kills) {
    const seen = await until(state, async () => {
      const now = stateOf(await status(), id);
      return now === state || (now === 'ready' && state !== 'ready') ? now : null;
    });
    if (seen !== state || !isKilled) continue;
    await kill(process);
    killedIn.push(`${state} ${process}`);
    if (state === 'filling' && process === 'ingest')
      await upload('rules/bicycles.md', '# Bicycles\n\nThe rule for bicycles has the number 200.\n');
  }
  return killedIn;
}

async function differences() {
  const { id } = await persistently(() => running().client.call(routes.requestIndexCheck, { body: { repair: false } }));
  return until('the comparison', async () => {
    const run = await persistently(() => running().client.call(routes.getIndexCheck, { params: { id: String(id) } }));
    return run.state === 'succeeded' ? run.differences : null;
  });
}

const equal = { missingRows: 0, surplusRows: 0, unequalRows: 0, misplacedRows: 0, withoutVectorRows: 0, differingVersions: 0 };

test.runIf(needsFile('models', model))(
  'the embedding model is changed, gone back from and dropped under a stream of questions, with kill -9 in its steps: no question fails',
  { timeout: 400_000 },
  async () => {
    carrel = await startCarrel({
      env: { CARREL_MODELS_DIR: sharedPath('models'), CARREL_ASKS_PER_MINUTE: '100000', CARREL_SEARCHES_PER_MINUTE: '100000' },
    });
    const { client, dataDir } = carrel;
    await until('the index', async () => {
      const { serving } = await status();
      return serving !== null && serving.model !== null;
    });
    const documents = await uploadPages(client, pages, 'Rules');
    await waitForEnd(client, documents.values(), 60_000);
    const first = (await status()).serving?.id ?? '';
    const asking = keepAsking();

    const golden = topics.map((topic) => ({ question: `Which number has the rule for ${topic}?`, evidence: [{ file: `${topic}.md` }] }));
    const begun = await client.call(routes.changeEmbedding, { body: { model, isAutomatic: false, golden } });
    const id = begun.change?.id ?? '';
    const killedIn = await killInSteps(id);
    expect(killedIn).toEqual(expect.arrayContaining(['filling ingest', ...(isEveryStep ? ['ready ingest'] : [])]));
    await until('ready', async () => stateOf(await status(), id) === 'ready');
    await upload('rules/showers.md', '# Showers\n\nThe rule for showers has the number 201.\n');
    const measured = (await status()).change;
    expect(measured).toMatchObject({ model: { name: model, dimensions: 384 }, gate: { differingRows: 0, golden: { questions: 10 } } });
    expect(measured?.gate?.recallAt10).toBeGreaterThanOrEqual(0.95);

    await persistently(() => client.call(routes.switchEmbedding, {}));
    await until('the switch', async () => stateOf(await status(), id) === 'serving');
    await kill('ingest');
    await upload('rules/lockers.md', '# Lockers\n\nThe rule for lockers has the number 202.\n');
    expect(await differences()).toEqual(equal);

    await persistently(() => client.call(routes.rollBackEmbedding, {}));
    expect((await status()).serving?.id).toBe(first);
    if (isEveryStep) await kill('ingest');
    await upload('rules/plants.md', '# Plants\n\nThe rule for plants has the number 203.\n');
    expect(await differences()).toEqual(equal);

    // A week goes by for the one that is kept.
    const database = new DatabaseSync(join(dataDir, 'carrel.sqlite'));
    database.exec('pragma busy_timeout = 5000');
    database.prepare('update embedding_index set kept_until = ? where id = ?').run('2026-01-01T00:00:00.000Z', id);
    database.close();
    await until('the end', async () => {
      const now = await status();
      return now.previous === null && now.ended?.id === id;
    });
    if (isEveryStep) await kill('ingest');
    await until('the removal', async () => (await status()).ended?.state === 'dropped');
    await expect(access(join(dataDir, 'index', 'models', id))).rejects.toThrow();
    expect(await differences()).toEqual(equal);
    await asking.stop();
    expect(asking.counts).toMatchObject({ failed: 0, notFound: 0 });
    expect(asking.counts.asked).toBeGreaterThan(20);

    const events = await persistently(() =>
      client.call(routes.listAuditEvents, {
        query: { limit: 100, type: ['index.build_started', 'index.rebuilt', 'index.switched', 'index.ended'] },
      }),
    );
    expect(events.items.map(({ type }) => type).toReversed()).toEqual([
      'index.build_started',
      'index.rebuilt',
      'index.switched',
      'index.switched',
      'index.ended',
    ]);
  },
);
