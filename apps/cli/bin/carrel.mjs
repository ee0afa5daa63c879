#!/usr/bin/env node
/** `npx carrel COMMAND`: goes on under the Node 24 that came with the packages, with compiled code kept between starts. */
import { enterNode24 } from '../../../scripts/bootstrap/enter-node-24.mjs';
import { PlainError } from '../../../scripts/bootstrap/plain-error.mjs';
import { root } from '../../../scripts/bootstrap/root.mjs';

try {
  if (await enterNode24(root, process.argv.slice(1))) await import('../src/main.ts');
} catch (error) {
  if (!(error instanceof PlainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
