/** All benches, one after the other: `npm run bench`, in CI with `-- --short`. Ends with status 1 when a figure is missed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const flags = process.argv.slice(2);
const names = ['memory', 'search', 'parsing', 'ingest', 'bulk'];
let failures = 0;
// The bulk bench is long even when it is short: CI has 25 minutes for everything.
for (const name of flags.includes('--short') ? names.filter((one) => one !== 'bulk') : names) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...flags], { stdio: 'inherit' });
  if (status !== 0) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;
