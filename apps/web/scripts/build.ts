import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { copyPdfAssets } from './copy-pdf-assets.ts';

/** Builds the static export into `out`. webpack, because its runtime loads chunks through a Trusted Types policy. */
const root = join(import.meta.dirname, '..');
await copyPdfAssets(join(root, 'public/pdf'));
const next = spawn(process.execPath, [join(import.meta.dirname, '../../../node_modules/next/dist/bin/next'), 'build', '--webpack'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
});
next.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
