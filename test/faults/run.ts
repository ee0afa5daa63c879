/** `npm run test:faults`: the parts one after the other, with the same flags; status 1 when one failed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What `npm test` does once already, in its own tests, is left out of the short form. */
const parts = [
  { file: 'points/run-points.ts', isInShort: true },
  { file: 'conditions/run-conditions.ts', isInShort: true },
  { file: 'power-loss/run-power-loss.ts', isInShort: true },
  { file: 'kill-sequencer.ts', isInShort: false },
  { file: 'embedding-switch.ts', isInShort: false },
  { file: 'kill-processes.ts', isInShort: true },
];
const flags = process.argv.slice(2);
const chosen = parts.filter(({ isInShort }) => isInShort || !flags.includes('--short'));
let isMet = true;
for (const { file } of chosen) {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...flags], { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  isMet &&= status === 0;
}
process.exitCode = isMet ? 0 : 1;
