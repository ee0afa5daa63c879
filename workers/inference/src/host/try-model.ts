import { createHash } from 'node:crypto';
import { CarrelError } from '@carrel/core';
import type { EngineProcess } from './engine-process.ts';
import { startEngineProcess } from './engine-process.ts';
import type { ModelHostDeps } from './model-host.ts';
import { requireFit } from './require-fit.ts';
import type { EngineRole } from '../engine/engine-protocol.ts';

export interface TrialOptions {
  readonly threads: number;
  readonly gpu: boolean;
  readonly engineEnvironment: Readonly<Record<string, string>>;
}

export interface Trial {
  readonly engine: string;
  readonly chatTemplateSha256: string | null;
}

/** Short: a trial shows that the model loads and writes, not how well. */
const trialContextTokens = 512;
const trialAnswerTokens = 8;
const stallTimeoutMs = 120_000;

/**
 * Loads a model in a process that is thrown away, and has it write or embed once. Whatever the file does to that process, the
 * worker lives on.
 * @throws the code of a file that is refused; MODEL_DOES_NOT_FIT; MODEL_TRIAL_FAILED with the reason.
 */
export async function tryModel(
  deps: Pick<ModelHostDeps, 'checkFile' | 'measureMachine' | 'threads'>,
  options: TrialOptions,
  model: { readonly path: string; readonly role: EngineRole; readonly signal: AbortSignal },
): Promise<Trial> {
  const { path, role, signal } = model;
  const check = await deps.checkFile(path);
  if (check.type === 'invalid') throw new CarrelError(check.code, { message: `${check.reason} ${check.advice}` });
  const { threads, gpu } = options;
  const load = { role, path, threads, slots: 1, maxContextTokens: trialContextTokens, gpu };
  await requireFit(deps, { name: 'on trial', ...check }, load);
  const membership = deps.threads.join({ setLimit: (count, seq) => engine.setThreadLimit(count, seq) });
  const engine: EngineProcess = startEngineProcess(
    { threads: membership },
    { load, environment: options.engineEnvironment, stallTimeoutMs },
  );
  const stop = () => engine.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const loaded = await engine.loaded;
    await useOnce(engine, role, signal);
    const { chatTemplate } = loaded;
    return {
      engine: loaded.engine,
      chatTemplateSha256: chatTemplate === null ? null : createHash('sha256').update(chatTemplate).digest('hex'),
    };
  } catch (cause) {
    signal.throwIfAborted();
    throw new CarrelError('MODEL_TRIAL_FAILED', { message: cause instanceof Error ? cause.message : String(cause), cause });
  } finally {
    signal.removeEventListener('abort', stop);
    engine.kill();
    await engine.exited;
    membership.leave();
  }
}

async function useOnce(engine: EngineProcess, role: EngineRole, signal: AbortSignal): Promise<void> {
  let isUsed = false;
  const options = {
    signal,
    onReply: (reply: Parameters<Parameters<EngineProcess['call']>[1]['onReply']>[0]) => {
      if (reply.type === 'embedded') isUsed = reply.vectors.every((vector) => vector.length > 0 && vector.every(Number.isFinite));
      if (reply.type === 'finished') isUsed = reply.completionTokens > 0;
    },
  };
  if (role === 'embedding') await engine.call({ type: 'embed', purpose: 'query', inputs: ['Good morning.'] }, options);
  else {
    const messages = [{ role: 'user' as const, content: 'Say good morning.' }];
    const settings = { maxTokens: trialAnswerTokens, temperature: 0, topP: 1, seed: 1, stop: [], cacheScope: null };
    await engine.call({ type: 'generate', messages, ...settings }, options);
  }
  if (!isUsed) throw new Error(role === 'embedding' ? 'it made no usable vector' : 'it wrote nothing');
}
