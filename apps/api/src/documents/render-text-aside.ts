import { Worker } from 'node:worker_threads';
import { CarrelError } from '@carrel/core';
import type { RenderTask } from './render-text.ts';
import { renderText } from './render-text.ts';

/** Beyond this, parsing and writing JSON would hold up all other requests for tens of milliseconds. */
const maxInlineBytes = 256 * 1024;

/** `renderText`, in a thread of its own when the document is large. */
export async function renderTextAside(task: RenderTask): Promise<Uint8Array> {
  if (task.parsed.byteLength <= maxInlineBytes) return renderText(task);
  const worker = new Worker(new URL('./render-text-thread.ts', import.meta.url), { workerData: task, name: 'render-text' });
  return new Promise((resolve, reject) => {
    worker.once('message', (bytes: unknown) => {
      if (bytes instanceof Uint8Array) resolve(bytes);
      else reject(new CarrelError('INTERNAL', { message: 'the text thread sent something else than bytes' }));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new CarrelError('INTERNAL', { message: 'the text thread ended without an answer' })));
  });
}
