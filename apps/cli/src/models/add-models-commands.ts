import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import { serverAction } from '../run-command.ts';

/** `carrel models …`. */
export function addModelsCommands(program: Command, environment: Environment): void {
  const models = program.command('models').description('the models on this machine, and those that can be got');
  models
    .command('list')
    .description('what there is and what is in use')
    .action(serverAction(environment, async () => (await import('../commands/list-models-command.ts')).listModelsCommand));
  models
    .command('catalogue [name]')
    .description('what can be got: licence, sizes, and what is known of it')
    .action(serverAction(environment, async () => (await import('./catalogue-command.ts')).catalogueCommand));
  models
    .command('fit [name]')
    .description('whether it fits: a model by name or file, or a size such as 7B, 70B-F16 or 109B-A17B-Q4_K_M')
    .option('--ram <gigabytes>', 'memory of the machine (default: this one, as it is now)')
    .option('--vram <gigabytes>', 'memory of its graphics card, or of each, such as 24,24')
    .option('--context <tokens>', 'prompt and answer together (default: CARREL_CONTEXT_TOKENS)')
    .option('--parallel <answers>', 'answers written at the same time (default: 1)')
    .action(serverAction(environment, async () => (await import('./fit-command.ts')).fitCommand));
}
