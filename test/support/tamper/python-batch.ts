import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Files } from './signed-log.ts';
import type { TamperBase, TrustTexts } from './tamper-base.ts';

const verdictSchema = z.object({ exitCode: z.number(), counts: z.record(z.string(), z.number()) });
export type BatchVerdict = z.infer<typeof verdictSchema>;

/** The verifier in Python, over many logs in one process: starting Python for each would take longer than verifying. */
export interface PythonBatch {
  verify(base: TamperBase, files: Files, trust: TrustTexts): Promise<BatchVerdict>;
  close(): Promise<void>;
}

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export function startPythonBatch(): PythonBatch {
  const child = spawn('python3', ['-I', '-S', '-B', pathOf('verify-batch.py'), pathOf('../../../packages/tlog/verify.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting: PromiseWithResolvers<string>[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      for (const one of waiting) one.reject(new Error('the verifier in Python has stopped'));
      resolve();
    }),
  );
  const defined = new Set<string>();
  const send = (task: unknown) => child.stdin.write(`${JSON.stringify(task)}\n`);
  return {
    async verify(base, files, trust) {
      if (!defined.has(base.name)) send({ define: base.name, files: encode(base.files) });
      defined.add(base.name);
      const answer = Promise.withResolvers<string>();
      waiting.push(answer);
      send({ base: base.name, files: difference(base.files, files), trust });
      return verdictSchema.parse(JSON.parse(await answer.promise));
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

const encode = (files: Files) =>
  Object.fromEntries(Object.entries(files).map(([name, data]) => [name, Buffer.from(data).toString('base64')]));

function difference(before: Files, after: Files): Readonly<Record<string, string | null>> {
  const changed = Object.entries(after).filter(
    ([name, data]) => Buffer.compare(Buffer.from(data), Buffer.from(before[name] ?? [])) !== 0 || before[name] === undefined,
  );
  const gone = Object.keys(before).filter((name) => after[name] === undefined);
  return { ...encode(Object.fromEntries(changed)), ...Object.fromEntries(gone.map((name) => [name, null])) };
}
