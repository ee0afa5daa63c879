import type { Environment } from '@carrel/runtime';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import type { GlobalOptions } from '../cli-context.ts';
import { serverAction } from '../run-command.ts';

interface VerifyOptions extends GlobalOptions {
  readonly file?: string;
}

export function addAuditCommands(program: Command, environment: Environment): void {
  const audit = program.command('audit').description('the log of answers, changes and accesses');
  const load = async () => import('./audit-commands.ts');
  const verifyHere = serverAction(environment, async () => (await load()).verifyServerCommand);
  audit
    .command('verify')
    .description('recompute the whole log: 0 whole, 1 tampered with, 2 incomplete, 3 bad usage, 4 whole but for erased content')
    .option('--file <file>', 'verify this export instead of the log of the server')
    .exitOverride(refuseUsage)
    .action(async (...parameters: unknown[]) => {
      const { verifyExport, verifyFailureStatus } = await load();
      try {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- commander's documented order of parameters
        const { file, json } = (parameters.at(-1) as Command).optsWithGlobals<VerifyOptions>();
        if (file === undefined) await verifyHere(...parameters);
        else process.exitCode = await verifyExport(file, json === true);
      } catch (error) {
        // Status 1 says "tampered with": what stopped the verification must not say so.
        process.exitCode = verifyFailureStatus(error);
      }
    });
  audit
    .command('export')
    .description('the raw log as JSON lines: whoever verifies it needs nothing else')
    .option('--file <file>', 'write to this file (default: standard output)')
    .action(serverAction(environment, async () => (await load()).exportCommand));
}

/** In `audit verify`, 2 says "incomplete"; bad usage is 3. */
function refuseUsage(error: CommanderError): never {
  throw error.exitCode === 0 ? error : new CommanderError(3, error.code, error.message);
}
