import { CarrelError, type EmbeddingModel } from '@carrel/core';
import { expect, it } from 'vitest';
import { loadedAgain } from './loaded-again.ts';

/** A model that its worker forgets, until it is loaded again. */
function aForgottenModel(change: Partial<EmbeddingModel> = {}) {
  let isThere = true;
  let loads = 0;
  const needed = async <Result>(result: Result): Promise<Result> => {
    if (!isThere) throw new CarrelError('MODEL_NOT_FOUND');
    return result;
  };
  const model: EmbeddingModel = {
    name: 'm',
    id: 'id of m',
    dimensions: 1,
    maxInputTokens: 8,
    maxInputsPerCall: 8,
    embed: async (inputs) => needed(inputs.map(() => new Float32Array([1]))),
    countTokens: async (inputs) => needed(inputs.map(() => 1)),
  };
  const load = async (): Promise<EmbeddingModel> => {
    loads += 1;
    isThere = true;
    return { ...model, ...change };
  };
  return {
    model: loadedAgain(model, load),
    forget: () => {
      isThere = false;
    },
    loads: () => loads,
  };
}

it('is asked for again when its worker does not have it any more, and goes on', async () => {
  const { model, forget, loads } = aForgottenModel();
  expect(await model.embed(['a'], { purpose: 'query' })).toHaveLength(1);
  expect(loads()).toBe(0);
  forget();
  expect(await model.embed(['a', 'b'], { purpose: 'document' })).toHaveLength(2);
  forget();
  expect(await model.countTokens(['a'])).toEqual([1]);
  expect(loads()).toBe(2);
});

it('is not taken for another model that has its name by then', async () => {
  const { model, forget } = aForgottenModel({ id: 'another id' });
  forget();
  await expect(model.embed(['a'], { purpose: 'query' })).rejects.toMatchObject({ code: 'EMBEDDING_MODEL_CHANGED' });
});
