import type { Sha256 } from '@carrel/core';
import type { GgufDescription } from './describe-gguf.ts';
import type { FileHashes } from './file-hashes.ts';
import type { ModelFile } from './find-model-files.ts';
import type { InvalidModelFile } from '../gguf/check-model-file.ts';
import { checkModelFile } from '../gguf/check-model-file.ts';
import { describeGguf } from './describe-gguf.ts';
import { findModelFiles } from './find-model-files.ts';

export type LocalModel = ModelFile &
  (
    | (GgufDescription & {
        readonly state: 'valid';
        readonly sizeBytes: number;
        /** Null when it was not computed yet and `computeHashes` is off. */
        readonly sha256: Sha256 | null;
      })
    | ({ readonly state: 'invalid' } & Pick<InvalidModelFile, 'code' | 'reason' | 'expected' | 'found' | 'advice'>)
  );

/**
 * The models on this machine, by name, each checked as far as its header goes. `configured` adds files outside the folders
 * (paths given as `CARREL_LLM` or `CARREL_EMBEDDING`).
 */
export async function listModels(
  deps: { readonly hashes: FileHashes },
  options: {
    readonly folders: readonly string[];
    readonly configured?: readonly ModelFile[];
    readonly computeHashes?: boolean;
  },
): Promise<readonly LocalModel[]> {
  const inFolders = await findModelFiles(options.folders);
  const paths = new Set(inFolders.map((file) => file.path));
  const files = [...inFolders, ...(options.configured ?? []).filter((file) => !paths.has(file.path))];
  const models: LocalModel[] = [];
  for (const file of files) models.push(await describeModelFile(deps, file, options.computeHashes ?? false));
  return models;
}

async function describeModelFile(deps: { readonly hashes: FileHashes }, file: ModelFile, computeHashes: boolean): Promise<LocalModel> {
  const check = await checkModelFile(file.path);
  if (check.type === 'invalid') {
    const { type: _type, ...refusal } = check;
    return { ...file, ...refusal, state: 'invalid' };
  }
  const sha256 = computeHashes ? await deps.hashes.hash(check.partPaths) : await deps.hashes.known(check.partPaths);
  return {
    ...file,
    ...describeGguf(check.header),
    state: 'valid',
    sizeBytes: check.sizeBytes,
    sha256,
  };
}
