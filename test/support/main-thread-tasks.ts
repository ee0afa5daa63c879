import type { Page } from 'playwright-core';
import { z } from 'zod';

const eventSchema = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  tdur: z.number().optional(),
  args: z.record(z.string(), z.unknown()).optional(),
});
const batchSchema = z.object({ value: z.array(eventSchema.catch({ name: '', ph: '', pid: 0, tid: 0 })) });

/**
 * Records the tasks of the page's main thread while `act` runs. Times are those that the thread itself computed, in
 * milliseconds, so a machine that is busy with something else does not make a page look slow.
 */
export async function mainThreadTasks(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const events: z.infer<typeof eventSchema>[] = [];
  session.on('Tracing.dataCollected', (batch) => events.push(...batchSchema.parse(batch).value));
  await session.send('Tracing.start', { categories: '-*,disabled-by-default-devtools.timeline,toplevel', transferMode: 'ReportEvents' });
  try {
    await act();
  } finally {
    const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
  }
  const mainThreads = new Set(
    events
      .filter((event) => event.name === 'thread_name' && event.args?.['name'] === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  return events
    .filter((event) => event.name === 'RunTask' && event.tdur !== undefined && mainThreads.has(`${event.pid}/${event.tid}`))
    .map((event) => (event.tdur ?? 0) / 1000);
}
