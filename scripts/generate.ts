/**
 * Writes the files that are made from the sources: the settings, the error codes, the OpenAPI document. `--check` writes
 * nothing and ends with status 1 when a committed file differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap/root.mjs';
import { generatedFiles } from './lib/generated-files.ts';

const isCheck = process.argv.includes('--check');
const stale = generatedFiles(root).filter(
  ({ path, content }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== content,
);

if (!isCheck) for (const { path, content } of stale) writeFileSync(join(root, path), content);
for (const { path } of stale)
  process.stdout.write(isCheck ? `${path} is not what the sources say. Run "npm run generate".\n` : `Wrote ${path}.\n`);
if (stale.length === 0) process.stdout.write('Generated files are up to date.\n');
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
