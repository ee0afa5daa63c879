import type { QuestionLoad } from '@carrel/core';
import { expect, it } from 'vitest';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { createQuestionLoadReport } from './question-load.ts';

function aReport() {
  let nowMs = 0;
  const reported: QuestionLoad[] = [];
  const putQuestionLoad = async (load: QuestionLoad) => void reported.push(load);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this one repository is asked for
  const store = {
    transaction: (work: (repositories: never) => unknown) => Promise.resolve(work({ load: { putQuestionLoad } } as never)),
  } as never;
  const clock = { nowMs: () => 1_000_000 + nowMs, monotonicMs: () => nowMs };
  const report = createQuestionLoadReport({ store, clock, logger: createRecordingLogger().logger });
  return {
    reported,
    ask(ms: number, afterMs: number) {
      nowMs += afterMs;
      report.observe(ms);
    },
  };
}

it('tells what questions take now beside what they take undisturbed', () => {
  const { ask, reported } = aReport();
  for (let question = 0; question < 20; question += 1) ask(40, 100);
  expect(reported.at(-1)).toMatchObject({ latencyMs: 40, baselineMs: 40 });
  for (let question = 0; question < 20; question += 1) ask(200, 200);
  expect(reported.at(-1)).toMatchObject({ latencyMs: 200, baselineMs: 40, atMs: 1_005_800 });
});

it('tells it twice a second at most', () => {
  const { ask, reported } = aReport();
  for (let question = 0; question < 100; question += 1) ask(40, 10);
  expect(reported).toHaveLength(2);
});
