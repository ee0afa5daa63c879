import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import type { CliContext, GlobalOptions } from './cli-context.ts';
import { createCliContext } from './cli-context.ts';
import type { OpenServer } from './server/open-server.ts';

/** What the options of a command look like to it: words, repeated words and switches. */
export type CommandOptions = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

export interface CommandInput {
  readonly context: CliContext;
  readonly client: OpenServer['client'];
  /** The arguments in order; one that takes several is a list. */
  readonly args: readonly (string | readonly string[])[];
  readonly options: CommandOptions;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Makes the action of a command that talks to a server: opens one, runs the command, closes it whatever happens.
 *
 * @param load gives the function that does the work; it is loaded only when the command runs.
 */
export function serverAction(
  environment: Environment,
  load: () => Promise<(input: CommandInput) => Promise<number | void>>,
): (...parameters: unknown[]) => Promise<void> {
  return async (...parameters) => {
    const command = commandOf(parameters);
    const options = command.optsWithGlobals<CommandOptions & GlobalOptions>();
    const context = createCliContext(environment, options);
    const [{ openServer }, run] = await Promise.all([import('./server/open-server.ts'), load()]);
    await untilInterrupted(async (signal) => {
      const server = await openServer(context, options.as === undefined ? {} : { as: options.as });
      try {
        const status = await run({ context, client: server.client, args: argsOf(command), options, signal });
        if (typeof status === 'number') process.exitCode = status;
      } finally {
        await server.close();
      }
    });
  };
}

/** Does work that Ctrl-C ends in order; a second Ctrl-C ends it at once. */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const onSignal = () => stop.abort(new Error('stopped'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.exitCode = interruptedStatus;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** As shells have it: 128 and the number of SIGINT. */
const interruptedStatus = 130;

/** Commander hands over the arguments, the options and, last, the command. */
function commandOf(parameters: readonly unknown[]): Command {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- commander's documented order of parameters
  return parameters.at(-1) as Command;
}

function argsOf(command: Command): CommandInput['args'] {
  return command.processedArgs.filter((one: unknown): one is string | string[] => typeof one === 'string' || Array.isArray(one));
}
