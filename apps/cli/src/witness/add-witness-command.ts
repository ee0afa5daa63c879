import type { Command } from 'commander';
import type { WitnessOptions } from './witness-command.ts';

export function addWitnessCommand(program: Command): void {
  program
    .command('witness')
    .description('cosign the checkpoints of a log from a machine where its operator has no access (C2SP tlog-witness)')
    .requiredOption('--trust <file>', 'keys of the logs that are witnessed, one a line, as in keys.txt of a log')
    .option('--folder <folder>', 'where its key and what it has seen are kept (default: ./witness)')
    .option('--name <name>', 'the name under which it cosigns, such as witness.sec.example.com/w1')
    .option('--port <number>', 'port to listen on (default: 7379)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .action(async (_options: unknown, command: Command) => {
      const { witnessCommand } = await import('./witness-command.ts');
      await witnessCommand(command.optsWithGlobals<WitnessOptions>());
    });
}
