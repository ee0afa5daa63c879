import type { FitView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { exitStatus } from '../exit-status.ts';
import type { CommandInput, CommandOptions } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { memoryText } from './memory-text.ts';

/** `carrel models fit [NAME]`: whether it fits, with the sum. Exit status 1 when the named model does not. */
export async function fitCommand({ context, client, args, options, signal }: CommandInput): Promise<number> {
  const [name] = args;
  const query = { ...(typeof name === 'string' && { name }), ...machineOf(options) };
  const { items } = await client.call(routes.fitModels, { query, signal });
  if (typeof name !== 'string') {
    if (context.terminal.isJson) context.terminal.json({ models: items });
    else for (const one of items) context.terminal.text(`${one.name}: ${one.sentence}\n`);
    return exitStatus.done;
  }
  for (const one of items) {
    if (context.terminal.isJson) context.terminal.json(one);
    else context.terminal.text(fitText(one));
  }
  return items.every((one) => one.verdict !== 'none' && one.verdict !== 'other-format') ? exitStatus.done : exitStatus.failed;
}

/** What the options say of a machine and of the wishes. */
function machineOf(options: CommandOptions) {
  const { ram, vram, context, parallel } = options;
  return {
    ...(ram !== undefined && { ramGib: gibOf('--ram', ram) }),
    ...(vram !== undefined && { vramGib: cardsOf(vram) }),
    ...(context !== undefined && { contextTokens: wholeOf('--context', context) }),
    ...(parallel !== undefined && { parallelAnswers: wholeOf('--parallel', parallel) }),
  };
}

function fitText(fit: FitView): string {
  const width = Math.max(0, ...fit.sum.map((part) => part.part.length));
  const lines = fit.sum.map((part) => `  ${part.part.padEnd(width)}  ${memoryText(part.sizeBytes).padStart(9)}  ${part.how}`);
  const total = fit.neededBytes === null ? [] : [`  ${'sum'.padEnd(width)}  ${memoryText(fit.neededBytes).padStart(9)}`];
  const notes = [...fit.assumptions, ...fit.commands.map((command) => `  ${command}`)];
  return `${[`${fit.name} ${fit.sentence}`, ...lines, ...total, ...notes].join('\n')}\n`;
}

/** `8`, `8GB` and `8GiB` are the same: memory is sold in powers of two. */
function gibOf(option: string, value: unknown): number {
  const size = /^(\d+(?:\.\d+)?)\s*(?:Gi?B?)?$/i.exec(String(value).trim())?.[1];
  if (size === undefined) throw new UsageError(`${option} takes a size in GB, such as 8 or 64GB.`);
  return Number(size);
}

function cardsOf(value: unknown): string {
  return String(value)
    .split(',')
    .map((one) => gibOf('--vram', one))
    .join(',');
}

function wholeOf(option: string, value: unknown): number {
  if (!/^[1-9]\d*$/.test(String(value))) throw new UsageError(`${option} takes a whole number from 1.`);
  return Number(value);
}
