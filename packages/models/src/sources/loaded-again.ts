import { CarrelError, type EmbeddingModel, isCarrelError } from '@carrel/core';

/**
 * An embedding model that a worker loads because it is asked to: after the worker was started again it has to be asked again.
 *
 * @param load has the worker load the model, and gives it when it is ready.
 */
export function loadedAgain(model: EmbeddingModel, load: () => Promise<EmbeddingModel>): EmbeddingModel {
  const persistently = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (!isCarrelError(error) || error.code !== 'MODEL_NOT_FOUND') throw error;
    }
    const again = await load();
    if (again.id !== model.id)
      throw new CarrelError('EMBEDDING_MODEL_CHANGED', {
        message: `the model "${model.name}" is another one since the worker was started again`,
      });
    return work();
  };
  return {
    ...model,
    embed: (inputs, options) => persistently(() => model.embed(inputs, options)),
    countTokens: (inputs, options) => persistently(() => model.countTokens(inputs, options)),
  };
}
