/** The change of the embedding model under a stream of questions, with kill -9 in every step of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '../support/carrel-process.ts';

const vitest = join(repositoryRoot, 'node_modules', '.bin', 'vitest');
const child = spawn(vitest, ['run', 'test/integration/embedding-switch.test.ts'], {
  cwd: repositoryRoot,
  env: { ...process.env, CARREL_TEST_KILL_STEPS: 'all' },
  stdio: 'inherit',
});
const [status] = (await once(child, 'exit')) as [number | null];
process.exitCode = status ?? 1;
