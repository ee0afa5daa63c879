import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrelClient, ModelView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { Terminal } from '../output/terminal.ts';

const timeoutMs = 120_000;
const pollMs = 200;

export interface WaitForModels {
  readonly terminal: Terminal;
  readonly client: CarrelClient;
  readonly roles: readonly ModelView['role'][];
  readonly signal: AbortSignal;
}

/**
 * Waits until the models in use are loaded: right after a start, an answer would otherwise quote and a search be by text
 * alone. A model that cannot be loaded is not waited for.
 *
 * @returns the models in use, each with the state that it has then.
 */
export async function waitForModels({ terminal, client, roles, signal }: WaitForModels): Promise<readonly ModelView[]> {
  const startMs = performance.now();
  for (;;) {
    const { items } = await client.call(routes.listModels, { signal });
    const models = items.filter((one) => one.isInUse && roles.includes(one.role));
    const loading = models.filter((one) => one.state === 'loading');
    const elapsedMs = performance.now() - startMs;
    if (loading.length === 0 || elapsedMs > timeoutMs) {
      if (terminal.isInteractive) terminal.note('\r\u001B[2K');
      return models;
    }
    if (terminal.isInteractive && elapsedMs > 1_000)
      terminal.note(`\r\u001B[2KLoading ${loading.map((one) => one.name).join(' and ')}, ${Math.round(elapsedMs / 1_000)} s`);
    await sleep(pollMs, undefined, { signal });
  }
}

/** Waits for the embedding model, which must be there. @throws MODEL_LOAD_FAILED with the reason. */
export async function requireEmbedding(wait: Omit<WaitForModels, 'roles'>): Promise<void> {
  const models = await waitForModels({ ...wait, roles: ['embed'] });
  if (models.some((one) => one.state === 'ready' || one.state === 'remote')) return;
  const failed = models.find((one) => one.state === 'failed');
  throw new CarrelError('MODEL_LOAD_FAILED', {
    message:
      failed === undefined ? 'The embedding model did not get ready in time.' : `${failed.name}: ${failed.reason ?? 'it cannot be loaded'}`,
  });
}
