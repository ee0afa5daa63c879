import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compressFiles } from './compress-files.ts';
import { copyPdfAssets } from './copy-pdf-assets.ts';

/** Builds the static export into `out`. webpack, because its runtime loads chunks through a Trusted Types policy. */
const root = join(import.meta.dirname, '..');
await copyPdfAssets(join(root, 'public/pdf'));
const next = spawn(process.execPath, [join(import.meta.dirname, '../../../node_modules/next/dist/bin/next'), 'build', '--webpack'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
});
await once(next, 'exit');
if (next.exitCode === 0) await compressFiles(join(root, 'out'));
else process.exitCode = next.exitCode ?? 1;
