import { createHash } from 'node:crypto';
import { delimiter, join } from 'node:path';
import { runtimePaths } from '@carrel/runtime';
import type { CliContext } from '../cli-context.ts';
import { createCliContext } from '../cli-context.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The context of an instance of its own for a measurement: a data folder under `eval`, named after corpus and embedding model,
 * so that measuring again does not embed again; the same models; no language model; nothing of the real installation's
 * database, queue or stores.
 *
 * @throws UsageError with `--server`: a measurement fills a data folder of its own.
 */
export function evalContext(context: CliContext, corpusSha256: string): CliContext {
  if (context.config.client.serverUrl !== null) throw new UsageError('"eval retrieval" measures on this machine, not on --server.');
  const paths = runtimePaths(context.config.data.dir);
  const { dirs, embedding, isBuiltinEmbeddingUsed } = context.config.models;
  const name = createHash('sha256')
    .update(JSON.stringify([corpusSha256, embedding ?? (isBuiltinEmbeddingUsed ? 'built-in' : null)]))
    .digest('hex')
    .slice(0, 16);
  return createCliContext(
    context.environment,
    { json: context.terminal.isJson },
    {
      CARREL_DATA_DIR: join(paths.evalDir, name),
      CARREL_MODELS_DIR: [...dirs, paths.modelsDir].join(delimiter),
      CARREL_LLM: '',
      CARREL_DATABASE_URL: '',
      CARREL_REDIS_URL: '',
      CARREL_BLOBS_URI: '',
      CARREL_INDEX_URI: '',
    },
  );
}
