/** `npm run test:faults`: the parts one after the other, with the same flags; status 1 when one failed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const parts = ['points/run-points.ts', 'conditions/run-conditions.ts', 'power-loss/run-power-loss.ts', 'kill-processes.ts'];
let isMet = true;
for (const part of parts) {
  const child = spawn(process.execPath, [join(import.meta.dirname, part), ...process.argv.slice(2)], { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  isMet &&= status === 0;
}
process.exitCode = isMet ? 0 : 1;
