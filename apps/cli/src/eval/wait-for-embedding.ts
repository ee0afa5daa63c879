import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';

const timeoutMs = 120_000;
const pollMs = 300;

/** Waits until the embedding model is loaded: a measurement must not begin by text alone. @throws MODEL_LOAD_FAILED, MODEL_NOT_FOUND, TIMEOUT. */
export async function waitForEmbedding(client: CarrelClient, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const { items } = await client.call(routes.listModels, { signal });
    const models = items.filter((one) => one.role === 'embed' && one.isInUse);
    if (models.some((one) => one.state === 'ready' || one.state === 'remote')) return;
    const failed = models.find((one) => one.state === 'failed');
    if (failed !== undefined) throw new CarrelError('MODEL_LOAD_FAILED', { message: `${failed.name}: ${failed.reason ?? 'it cannot be loaded'}` });
    if (performance.now() > deadline) throw new CarrelError('TIMEOUT', { message: 'The embedding model did not get ready in two minutes.' });
    await sleep(pollMs, undefined, { signal });
  }
}
