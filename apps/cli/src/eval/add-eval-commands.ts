import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import type { GlobalOptions } from '../cli-context.ts';
import { createCliContext } from '../cli-context.ts';
import { collect } from '../option-values.ts';
import type { CommandOptions } from '../run-command.ts';
import { serverAction, untilInterrupted } from '../run-command.ts';

export function addEvalCommands(program: Command, environment: Environment): void {
  const measure = program.command('eval').description('measure quality');
  measure
    .command('retrieval')
    .description('ranking, on a data set in BEIR’s layout')
    .requiredOption('--dataset <folder>', 'with corpus.jsonl, queries.jsonl and qrels.tsv')
    .option('--run <file>', 'write the ranking in TREC’s format')
    .option('--mode <mode>', 'hybrid, vector or text (default: hybrid)')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommandOptions & GlobalOptions>();
      const { evalRetrievalCommand } = await import('./eval-retrieval-command.ts');
      await untilInterrupted(async (signal) => evalRetrievalCommand(createCliContext(environment, options), options, signal));
    });
  measure
    .command('answers')
    .description('answers, citations and abstentions, on questions with known answers')
    .requiredOption('--dataset <file>', 'JSON lines with id, question, answer, evidence, answerable')
    .option('--collection <name>', 'answer from this collection; may be repeated', collect)
    .action(serverAction(environment, async () => (await import('./eval-answers-command.ts')).evalAnswersCommand));
}
