import { CarrelError } from '@carrel/core';
import type { FileHashes } from '@carrel/models';
import { readProvenance } from '@carrel/models';

/**
 * Compares an installed file with the digest that it was installed with. One that was put into the folder by hand has none.
 * @throws MODEL_FILE_ALTERED.
 */
export async function requireUnaltered(
  deps: { readonly hashes: FileHashes },
  model: { readonly path: string; readonly partPaths: readonly string[] },
): Promise<void> {
  const record = await readProvenance(model.path);
  if (record === null) return;
  const sha256 = await deps.hashes.hash(model.partPaths);
  if (sha256 === record.sha256) return;
  throw new CarrelError('MODEL_FILE_ALTERED', {
    message: `The model file ${record.file} is not the one that was installed: its SHA-256 is ${sha256}, and ${record.sha256} was installed.`,
  });
}
