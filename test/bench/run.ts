/** All benches, one after the other: `npm run bench`, in CI with `-- --short`. Ends with status 1 when a figure is missed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

let failures = 0;
for (const name of ['memory', 'search', 'parsing', 'ingest', 'bulk']) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;
