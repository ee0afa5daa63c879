/** Renders the text of one large document beside the event loop. Started with `RenderTask`, answers once with the bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RenderTask } from './render-text-aside.ts';
import { renderDocumentText } from './render-document-text.ts';

// Both ends of this thread are files of ours that are loaded together; what arrives is what `renderTextAside` sent.
const task = workerData as RenderTask;
const bytes = renderDocumentText(task.parsed, task.facts);
parentPort?.postMessage(bytes, [bytes.buffer]);
