import { stat } from 'node:fs/promises';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { ModelFileCheck } from '@carrel/models';
import { describeGguf, findModelFile } from '@carrel/models';
import type { EngineRole } from '../engine/engine-protocol.ts';
import type { HostedFile, HostReason } from './host-state.ts';

export interface LocatedModel {
  readonly path: string;
  readonly partPaths: readonly string[];
  readonly file: HostedFile;
  readonly check: Extract<ModelFileCheck, { type: 'valid' }>;
}

/**
 * Finds the file of a setting and checks it before native code sees it.
 * @throws MODEL_NOT_FOUND, MODEL_LOAD_FAILED; the message is a sentence for people.
 */
export async function locateModel(
  deps: { readonly checkFile: (path: string) => Promise<ModelFileCheck> },
  options: { readonly role: EngineRole; readonly setting: string; readonly folders: readonly string[] },
): Promise<LocatedModel> {
  const found = await findModelFile(options.setting, options.folders);
  if (found === null) {
    const places = options.folders.join(', ') || 'any folder';
    throw new CarrelError('MODEL_NOT_FOUND', {
      message: `There is no model "${options.setting}" in ${places}. "carrel models list" shows which there are.`,
    });
  }
  const check = await deps.checkFile(found.path);
  if (check.type === 'invalid') throw new CarrelError('MODEL_LOAD_FAILED', { message: check.reason });
  const description = describeGguf(check.header);
  if (options.role === 'llm' && description.role !== 'llm') {
    throw new CarrelError('MODEL_LOAD_FAILED', {
      message: `The model "${found.name}" (${description.architecture}) is made for another purpose (${description.role}); it cannot write answers.`,
    });
  }
  const { mtimeMs } = await stat(found.path);
  const file = { name: found.name, description, sizeBytes: check.sizeBytes, changedAtSeconds: Math.floor(mtimeMs / 1000) };
  return { path: found.path, partPaths: check.partPaths, file, check };
}

/** Why loading failed, in a sentence. */
export function loadFailure(error: unknown): HostReason {
  const message = error instanceof Error ? error.message : String(error);
  const isSentence = /^The(re)? /.test(message);
  return {
    code: isCarrelError(error) ? error.code : 'MODEL_LOAD_FAILED',
    message: isSentence ? message : `The model cannot be loaded: ${message.replace(/\.$/, '')}.`,
  };
}
