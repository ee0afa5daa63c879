import { routes } from '@carrel/contract';
import { exitStatus } from '../exit-status.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel doctor`: checks the whole installation. @returns 1 when a check failed. */
export async function doctorCommand(input: CommandInput): Promise<number> {
  const { context, client, options, signal } = input;
  if (options['index'] === true) return (await import('./doctor-index-command.ts')).doctorIndexCommand(input);
  const result = await client.call(routes.doctor, { signal });
  if (context.terminal.isJson) context.terminal.json(result);
  else {
    for (const { name, ok, found, advice } of result.checks)
      context.terminal.text(`${ok ? '✓' : '✗'} ${name}: ${found}\n${ok || advice === null ? '' : `  → ${advice}\n`}`);
  }
  return result.ok ? exitStatus.done : exitStatus.failed;
}
