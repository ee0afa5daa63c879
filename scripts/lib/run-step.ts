import { runProcess } from '../bootstrap/run-process.mjs';

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}
export interface StepResult {
  readonly name: string;
  readonly isPassed: boolean;
  readonly ms: number;
}

/** Runs one check with its output on this terminal. A signal ends the run. */
export async function runStep(root: string, step: Step): Promise<StepResult> {
  process.stdout.write(`\n── ${step.name}\n`);
  const startMs = performance.now();
  const status = await runProcess(step.command, [...step.args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...step.environment },
  });
  if (status > 128) process.exit(status);
  return { name: step.name, isPassed: status === 0, ms: performance.now() - startMs };
}
