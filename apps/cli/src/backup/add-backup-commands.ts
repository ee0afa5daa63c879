import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import type { GlobalOptions } from '../cli-context.ts';
import { collect } from '../option-values.ts';
import type { BackupInput } from './backup-commands.ts';

interface RestoreOptions extends GlobalOptions {
  readonly replace?: boolean;
  readonly verify?: boolean;
  readonly checkpoint?: readonly string[];
}

/** `carrel backup` and `carrel restore`: on the data folder itself, whether Carrel runs on it (backup) or not. */
export function addBackupCommands(program: Command, environment: Environment): void {
  program
    .command('backup <file>')
    .description('write a backup: records, files, log and keys, while Carrel runs')
    .option('--without-keys', 'leave the keys out; keep them elsewhere')
    .action(async (file: string, options: { readonly withoutKeys?: boolean }, command: Command) => {
      const { backupCommand } = await import('./backup-commands.ts');
      const keys = options.withoutKeys !== true;
      await run({ environment, command, file }, (input) => backupCommand(input, { keys }));
    });
  program
    .command('restore <file>')
    .description('restore a backup into an empty data folder and database; Carrel must not run on it')
    .option('--replace', 'move aside what is there')
    .option('--checkpoint <file>', 'a checkpoint of the log that you kept; may be repeated', collect)
    .option('--verify', 'only read the backup and check every part of it')
    .action(async (file: string, { replace, verify, checkpoint }: RestoreOptions, command: Command) => {
      const { restoreCommand, verifyBackupCommand } = await import('./backup-commands.ts');
      await run({ environment, command, file }, (input) =>
        verify === true ? verifyBackupCommand(input) : restoreCommand(input, { replace: replace === true, checkpoints: checkpoint ?? [] }),
      );
    });
}

async function run(
  { environment, command, file }: { readonly environment: Environment; readonly command: Command; readonly file: string },
  work: (input: BackupInput) => Promise<number>,
): Promise<void> {
  const [{ createCliContext }, { untilInterrupted }] = await Promise.all([import('../cli-context.ts'), import('../run-command.ts')]);
  const context = createCliContext(environment, command.optsWithGlobals<GlobalOptions>());
  await untilInterrupted(async (signal) => {
    process.exitCode = await work({ context, file, signal });
  });
}
