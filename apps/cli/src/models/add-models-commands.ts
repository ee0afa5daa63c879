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
  const install = async () => import('./install-commands.ts');
  models
    .command('pull <name>')
    .description('get a model of the catalogue; without --licence, shows the licence that must be accepted')
    .option('--licence <name>', 'the exact name of its licence: you have read and accept it')
    .action(serverAction(environment, async () => (await install()).pullCommand));
  models
    .command('import <file>')
    .description('install a GGUF file of this machine')
    .option('--licence <name>', 'the exact name of its licence: you have read and accept it')
    .option('--name <name>', 'what the model shall be called')
    .option('--sha256 <digest>', 'its SHA-256, where the catalogue does not know the file')
    .option('--sha256-again <digest>', 'the same once more')
    .action(serverAction(environment, async () => (await install()).importCommand));
  const care = async () => import('./care-commands.ts');
  models
    .command('verify [name...]')
    .description('read the files of models anew, and compare them with what was installed')
    .action(serverAction(environment, async () => (await care()).verifyModelsCommand));
  models
    .command('remove <name>')
    .description('delete an installed model that is not in use')
    .action(serverAction(environment, async () => (await care()).removeModelCommand));
  models
    .command('fit [name]')
    .description('whether it fits: a model by name or file, or a size such as 7B, 70B-F16 or 109B-A17B-Q4_K_M')
    .option('--ram <gigabytes>', 'memory of the machine (default: this one, as it is now)')
    .option('--vram <gigabytes>', 'memory of its graphics card, or of each, such as 24,24')
    .option('--context <tokens>', 'prompt and answer together (default: CARREL_CONTEXT_TOKENS)')
    .option('--parallel <answers>', 'answers written at the same time (default: 1)')
    .action(serverAction(environment, async () => (await import('./fit-command.ts')).fitCommand));
  addChangeCommands(models, environment);
}

function addChangeCommands(models: Command, environment: Environment): void {
  const load = async () => import('./embedding-commands.ts');
  const change = async () => import('./change-commands.ts');
  const embedding = ['--for <purpose>', 'what it is used for: embedding'] as const;
  const purpose = ['--for <purpose>', 'what it is used for: answer or embedding'] as const;
  models
    .command('use <name>')
    .description('use another model, without an interruption: it answers, or its index is made beside the one that serves')
    .option('--for <purpose>', 'what it is used for: answer or embedding (default: what the model on this machine can do)')
    .option(
      '--golden <file>',
      'embedding: questions that must be found as well as before (JSON lines, as "carrel eval answers" takes them)',
    )
    .option('--hold', 'embedding: do not switch before "carrel models switch --for embedding"')
    .option('--no-wait', 'do not wait for the end')
    .action(serverAction(environment, async () => (await change()).useModelCommand));
  models
    .command('status')
    .description('the model in use, a change of it, and the one before')
    .requiredOption(...purpose)
    .action(serverAction(environment, async () => (await change()).statusCommand));
  models
    .command('switch')
    .description('let the new index serve')
    .requiredOption(...embedding)
    .action(serverAction(environment, async () => (await load()).switchCommand));
  models
    .command('cancel')
    .description('give the new index up')
    .requiredOption(...embedding)
    .action(serverAction(environment, async () => (await load()).cancelCommand));
  models
    .command('rollback')
    .description('go back to the model before, with the next question')
    .requiredOption(...purpose)
    .action(serverAction(environment, async () => (await change()).rollbackCommand));
}
