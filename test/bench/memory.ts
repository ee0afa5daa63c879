/** Memory of an idle Carrel without models: all its processes, proportional set size. `npm run bench:memory`. Linux only. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startCarrel } from '../support/carrel-process.ts';
import { type Figure, report } from './support/measurement.ts';
import { commandLine, processTree, proportionalSetBytes } from './support/process-memory.ts';

/** Until the sample is ingested and start-up garbage is collected. */
const settleMs = 20_000;
const mebibyte = 2 ** 20;

const carrel = await startCarrel({ isSampleLoaded: true });
let isMet = false;
try {
  await sleep(settleMs);
  const figures: Figure[] = [];
  for (const pid of await processTree(carrel.pid)) {
    const entry = /(?:apps|workers|packages)\/[\w-]+/.exec(await commandLine(pid))?.[0] ?? 'other';
    figures.push({
      name: `${entry}${pid === carrel.pid ? ' (supervisor)' : ''}`,
      value: (await proportionalSetBytes(pid)) / mebibyte,
      unit: 'MiB',
    });
  }
  const total = figures.reduce((sum, { value }) => sum + value, 0);
  isMet = await report({
    name: 'memory',
    command: 'npm run bench:memory',
    what: 'Idle memory of all processes after the sample was ingested, without models (proportional set size)',
    figures: [...figures, { name: 'all processes', value: total, unit: 'MiB', goal: { atMost: 600 } }],
  });
} finally {
  await carrel.stop();
}
process.exitCode = isMet ? 0 : 1;
