/**
 * What the fault suite kills: API, sequencer and ingest workers on one data folder in one process, which all end together. It
 * is told over IPC when to be killed, what time it is and which file operation fails.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { armFaultPoint } from '@carrel/runtime';
import { startTestApi } from '../../support/api/start-test-api.ts';
import { startTestWorker } from '../../support/api/start-test-worker.ts';
import { failFileOperation } from './failing-files.ts';
import { type SubjectOrder, subjectSettingsSchema, subjectOrderSchema } from './subject-protocol.ts';

const settings = subjectSettingsSchema.parse(JSON.parse(process.argv[2] ?? ''));
let offsetMs = settings.clockOffsetMs;
const clock = { nowMs: () => Date.now() + offsetMs, monotonicMs: () => performance.now() };
const arm = (fault: string) => armFaultPoint({ CARREL_TEST_FAULT: fault });
if (settings.fault !== null) arm(settings.fault);

function obey(order: SubjectOrder): void {
  if (order.type === 'arm') arm(order.fault);
  else if (order.type === 'set-clock') offsetMs = order.offsetMs;
  else if (order.type === 'mark') writeFileSync(join(dirname(settings.dataDir), 'marks', order.name), '');
  else failFileOperation(order, (name, path) => process.send?.({ type: 'file-failed', name, path }));
}

process.on('disconnect', () => process.exit(1));
process.on('message', (message) => {
  obey(subjectOrderSchema.parse(message));
  process.send?.({ type: 'obeyed' });
});

const environment = { CARREL_DATA_DIR: settings.dataDir, CARREL_UPLOAD_MAX_FILES: '200', CARREL_SEARCHES_PER_MINUTE: '100000' };
await startTestApi(environment, { clock });
for (let worker = 0; worker < settings.workers; worker += 1)
  await startTestWorker(
    settings.dataDir,
    { CARREL_POLL_INTERVAL_MS: '50', ...settings.environment },
    { clock, onLeaseLost: () => process.exit(3) },
  );
process.send?.({ type: 'ready' });
