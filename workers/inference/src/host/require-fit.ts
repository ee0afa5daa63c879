import { CarrelError } from '@carrel/core';
import type { MachineMemory, ModelFileCheck } from '@carrel/models';
import { fitSentence, judgeFit, memoryText, shapeOfFile } from '@carrel/models';
import { slotCountOf } from '../engine/generation-sizes.ts';
import type { EngineRole } from '../engine/engine-protocol.ts';

export interface FitWishes {
  readonly role: EngineRole;
  readonly threads: number;
  readonly slots: number | null;
  readonly maxContextTokens: number;
  readonly gpu: boolean;
}

/**
 * Lets pass what fits into the memory that is free now. Asked before every load: a model that is too large would make the
 * machine swap, or have the system end the largest process on it.
 * @throws MODEL_DOES_NOT_FIT with the sum.
 */
export async function requireFit(
  deps: { readonly measureMachine: () => Promise<MachineMemory> },
  file: { readonly name: string } & Pick<Extract<ModelFileCheck, { type: 'valid' }>, 'header' | 'sizeBytes'>,
  wishes: FitWishes,
): Promise<void> {
  const shape = shapeOfFile(file.name, file);
  const machine = await deps.measureMachine();
  const contextTokens = Math.min(wishes.maxContextTokens, shape.trainedContextTokens ?? wishes.maxContextTokens);
  const parallelAnswers = wishes.role === 'embedding' ? 1 : (wishes.slots ?? slotCountOf({ threads: wishes.threads, isOnGpu: false }));
  const fit = judgeFit(shape, { contextTokens, parallelAnswers }, wishes.gpu ? machine : { ...machine, cards: [] });
  if (fit.verdict !== 'none') return;
  const sum = fit.sum.map((part) => `${part.part} ${memoryText(part.sizeBytes)}`).join(' + ');
  throw new CarrelError('MODEL_DOES_NOT_FIT', {
    message: `The model "${file.name}" ${fitSentence(fit, null)} (${sum}).`,
  });
}
