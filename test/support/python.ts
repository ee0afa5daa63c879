import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { needs } from './require.ts';

const verifierPath = fileURLToPath(new URL('../../packages/tlog/verify.py', import.meta.url));

/** For tests of the second verifier. */
export function needsPython(): boolean {
  let version = '';
  try {
    version = execFileSync('python3', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // There is none: said below.
  }
  return needs('Python 3', version.startsWith('Python 3'), 'Install python3: the second verifier of the audit log is written in it.');
}

const verdictSchema = z.object({
  verdict: z.string(),
  exitCode: z.number(),
  entryCount: z.number(),
  sealedCount: z.number(),
  checkpoints: z.array(z.object({ shard: z.number(), size: z.number(), rootHash: z.string() })),
  counts: z.record(z.string(), z.number()),
});
export type PythonVerdict = z.infer<typeof verdictSchema>;

/** What the verifier in Python says about a folder or a bundle. Its exit status must be the one that it names. */
export async function verifyInPython(path: string, ...options: readonly string[]): Promise<PythonVerdict> {
  const { status, stdout, stderr } = await runPython([verifierPath, path, '--json', ...options]);
  if (status === 3) throw new Error(`verify.py says: ${stderr}`);
  const verdict = verdictSchema.parse(JSON.parse(stdout));
  if (verdict.exitCode !== status) throw new Error(`expected exit status ${verdict.exitCode}, got ${status}`);
  return verdict;
}

/** Runs Python with nothing of the environment: as on a bare machine. */
export function runPython(args: readonly string[]): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; stdout: string; stderr: string }>();
  // Isolated: no packages of the user, no environment.
  execFile('python3', ['-I', '-S', '-B', ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
    if (error !== null && typeof error.code !== 'number') reject(error);
    else resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
  });
  return promise;
}
