import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AuditTrail } from '@carrel/audit';
import type { ModelVerification } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { FileHashes, ModelFile } from '@carrel/models';
import { checkModelFile, findModelFile, readProvenance } from '@carrel/models';
import type { ListModels } from '../admin/model-handlers.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { readAnswerModel } from './answer-model.ts';

export interface ModelCareDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly listModels: ListModels;
  readonly modelHashes: Pick<FileHashes, 'refresh'>;
}

export interface ModelCareOptions {
  readonly folders: readonly string[];
  /** Where Carrel installs models itself: what lies elsewhere is not its own to remove. */
  readonly modelsDir: string;
  readonly quarantineDir: string;
  /** `CARREL_LLM`. */
  readonly configured: string | null;
}

/** Looking after models that are there: reading their files anew, and giving one up. */
export function createModelCareHandlers(deps: ModelCareDeps, options: ModelCareOptions): readonly BoundRoute[] {
  return [
    handle(routes.verifyModel, async ({ body, signal }) => verify(deps, await fileOf(options, body.name), signal)),
    handle(routes.removeModel, async ({ caller, body }) => {
      const file = await fileOf(options, body.name);
      // A folder with several models is somebody's own arrangement.
      const place = join(options.modelsDir, file.name);
      if (dirname(file.path) !== place)
        throw new CarrelError('MODEL_NOT_REMOVABLE', {
          message: 'the model does not have a folder of its own among those that were installed',
        });
      const indexes = await deps.store.read.embeddingIndexes.listOpen();
      const isOfIndex = indexes.some(({ state, setting }) => state !== 'dropping' && setting === file.name);
      const { inUse } = await readAnswerModel(deps.store.read, options.configured);
      if (isOfIndex || inUse === file.name || (await deps.listModels()).some((one) => one.isInUse && one.name === file.name))
        throw new CarrelError('MODEL_IN_USE');
      const record = await readProvenance(file.path);
      const model = { name: file.name, fileSha256: record?.sha256 ?? null, engine: record?.engine ?? 'unknown', remoteHost: null };
      await mkdir(options.quarantineDir, { recursive: true, mode: 0o700 });
      const aside = join(options.quarantineDir, `removed-${randomUUID()}`);
      // Gone as a whole and with its event, or not at all.
      await rename(place, aside);
      try {
        await deps.store.transaction((transaction) => deps.audit.record(transaction, caller.actor, { type: 'model.removed', model }));
      } catch (error) {
        await rename(aside, place);
        throw error;
      }
      await rm(aside, { recursive: true, force: true });
      return { ok: true as const };
    }),
  ];
}

async function fileOf({ folders }: ModelCareOptions, name: string): Promise<ModelFile> {
  // A path could name any file of the machine.
  const isName = /^[\w.-]+(\/[\w.-]+)?$/.test(name) && !name.includes('..') && !name.endsWith('.gguf');
  const file = isName ? await findModelFile(name, folders) : null;
  if (file === null) throw new CarrelError('MODEL_NOT_FOUND');
  return file;
}

/** Every byte is read anew; what was remembered of the file is not believed. */
async function verify({ modelHashes }: ModelCareDeps, { name, path }: ModelFile, signal: AbortSignal): Promise<ModelVerification> {
  const [record, check] = await Promise.all([readProvenance(path), checkModelFile(path)]);
  const partPaths = check.type === 'invalid' ? [path] : check.partPaths;
  const sha256 = await modelHashes.refresh(partPaths, signal);
  const expected = record?.sha256 ?? null;
  const digest = { name, sha256, expected };
  if (expected !== null && sha256 !== expected) return { ...digest, outcome: 'altered', reason: null };
  if (check.type === 'invalid') return { ...digest, outcome: 'invalid', reason: `${check.reason} ${check.advice}` };
  return { ...digest, outcome: expected === null ? 'unrecorded' : 'unaltered', reason: null };
}
