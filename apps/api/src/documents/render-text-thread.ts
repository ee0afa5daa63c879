/** Renders the text of one large document beside the event loop. Started with `RenderTask`, answers once with the bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RenderTask } from './render-text.ts';
import { renderText } from './render-text.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends of the thread are loaded together; this is what `renderTextAside` sent
const task = workerData as RenderTask;
const bytes = renderText(task);
parentPort?.postMessage(bytes, [bytes.buffer]);
