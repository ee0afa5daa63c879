import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { exitStatus, exitStatusOf } from './exit-status.ts';
import { errorText } from './output/error-text.ts';

/** Runs the command line. Errors are told on standard error and become the exit status. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync([...argv]);
    return process.exitCode === undefined ? exitStatus.done : Number(process.exitCode);
  } catch (error) {
    // Commander has told of its own errors already; asking for help is not one.
    if (error instanceof CommanderError) return error.exitCode === 1 ? exitStatus.badUsage : error.exitCode;
    process.stderr.write(errorText(error));
    return exitStatusOf(error);
  }
}
