import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import type { GlobalOptions } from '../cli-context.ts';

interface UpOptions extends GlobalOptions {
  readonly port?: string;
  readonly host?: string;
  readonly sample: boolean;
  readonly socketOnly?: boolean;
  readonly whileHeld?: boolean;
}

export function addUpCommand(program: Command, environment: Environment): void {
  program
    .command('up')
    .description('start Carrel: the page, the API and its workers')
    .option('--port <number>', 'port of the page (default: 3000, or the next free one)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--no-sample', 'do not load the sample knowledge base into a new data folder')
    .option('--socket-only', 'listen on the Unix socket in the data folder alone, on no port')
    .option('--while-held', 'stop when no command needs it any more')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<UpOptions>();
      const { createCliContext } = await import('../cli-context.ts');
      const { up } = await import('./up.ts');
      const context = createCliContext(environment, options, {
        CARREL_PORT: options.port,
        CARREL_HOST: options.host,
        CARREL_SAMPLE: options.sample ? undefined : '0',
        CARREL_SOCKET_ONLY: options.socketOnly === true ? '1' : undefined,
      });
      await up(context, { isHeld: options.whileHeld === true });
    });
}
