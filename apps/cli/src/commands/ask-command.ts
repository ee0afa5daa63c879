import type { AskEvent, AskResult } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { listOption, textArgument, textOption } from '../option-values.ts';
import type { Terminal } from '../output/terminal.ts';
import type { CommandInput } from '../run-command.ts';
import { waitForModels } from '../server/wait-for-models.ts';
import { placeWords } from './place-words.ts';
import { validityWords } from './validity-words.ts';

/** `carrel ask QUESTION`: streams the answer by sentence, then names its sources. */
export async function askCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { terminal } = context;
  const collections = listOption(options, 'collection');
  const model = textOption(options, 'model');
  const body = {
    question: textArgument(args, 0),
    ...(collections !== undefined && { collections: [...collections] }),
    ...(model !== undefined && { model }),
  };
  await waitForModels({ terminal, client, roles: ['embed', 'answer'], signal });
  let result: AskResult | undefined;
  for await (const event of client.ask(body, signal)) result = show(terminal, event) ?? result;
  if (result === undefined) return;
  if (terminal.isJson) terminal.json(result);
  else printSources(terminal, result);
}

/** Shows what just happened. Gives the whole answer when it is complete. @throws ProblemError when there will be none. */
function show(terminal: Terminal, event: AskEvent): AskResult | undefined {
  switch (event.type) {
    case 'progress':
      showStage(
        terminal,
        event.stage,
        event.tokens === undefined ? '' : ` ${[event.tokens, event.totalTokens].filter((one) => one !== undefined).join('/')} tokens`,
      );
      return undefined;
    case 'delta':
      clearStage(terminal);
      if (!terminal.isJson) terminal.text(event.text);
      return undefined;
    case 'done':
      clearStage(terminal);
      return event.result;
    case 'error':
      clearStage(terminal);
      throw new ProblemError(event.problem);
    case 'accepted':
    case 'passages':
    case 'citation':
      return undefined;
  }
}

function showStage(terminal: Terminal, stage: string, amount: string): void {
  if (terminal.isInteractive) terminal.note(`\r\u001B[2K${stage}${amount} …`);
}

function clearStage(terminal: Terminal): void {
  if (terminal.isInteractive) terminal.note('\r\u001B[2K');
}

function printSources(terminal: Terminal, { decision, citations, nearest, model, provenance }: AskResult): void {
  terminal.text('\n');
  if (citations.length > 0) terminal.text('\nSources\n');
  for (const { number, title, path, page, location, quote, validity } of citations) {
    const place = [path, ...placeWords({ page, location }), ...validityWords(validity, new Date())].join(', ');
    terminal.text(`  [${number}] ${title} (${place})\n      “${quote.replaceAll(/\s+/g, ' ')}”\n`);
  }
  for (const { citations: numbers } of provenance?.disagreements ?? [])
    terminal.text(`  The documents differ: see ${numbers.map((number) => `[${number}]`).join(' and ')}.\n`);
  if (nearest.length > 0)
    terminal.text(`\nThese documents came nearest\n${nearest.map(({ title, path }) => `  ${title} (${path})\n`).join('')}`);
  if (decision === 'quoted') terminal.note('The documents are quoted: no language model wrote this.\n');
  if (model !== null && model.remoteHost !== null)
    terminal.note(`Written by ${model.name} on ${model.remoteHost}, outside this network.\n`);
}
