import type { CarrelClient, InstallationView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitStatus } from '../exit-status.ts';
import type { CommandInput } from '../run-command.ts';
import { memoryText } from './memory-text.ts';

const pollMs = 300;

/** `carrel models pull NAME --licence NAME`: shows the licence; with its name given, gets the model. */
export async function pullCommand(input: CommandInput): Promise<number> {
  const { client, args, options, signal } = input;
  const name = String(args[0]);
  const licence = typeof options['licence'] === 'string' ? options['licence'] : '';
  return follow(input, await client.call(routes.pullModel, { body: { name, licence }, signal }));
}

/** `carrel models import FILE`: from a file on this machine. */
export async function importCommand(input: CommandInput): Promise<number> {
  const { client, args, options, signal } = input;
  const text = (option: string) => (typeof options[option] === 'string' ? options[option] : undefined);
  const body = {
    path: resolve(String(args[0])),
    licence: text('licence') ?? '',
    name: text('name'),
    sha256: text('sha256'),
    sha256Again: text('sha256Again'),
  };
  return follow(input, await client.call(routes.importModel, { body, signal }));
}

/** Tells how it goes on until it is over. Ctrl-C cancels it; what was got stays for another attempt. */
async function follow({ context, client, signal }: CommandInput, started: InstallationView): Promise<number> {
  let shown = '';
  for (let view = started; ; view = await next(client, view)) {
    const line = lineOf(view);
    if (line !== shown) context.terminal.note(`${line}\n`);
    shown = line;
    if (view.state === 'installed' || view.state === 'failed' || view.state === 'cancelled') {
      if (context.terminal.isJson) context.terminal.json(view);
      else context.terminal.text(`${view.name}: ${view.state}${view.reason === null ? '' : `: ${view.reason}`}\n`);
      return view.state === 'installed' ? exitStatus.done : exitStatus.failed;
    }
    if (signal.aborted) await client.call(routes.cancelInstallation, { params: { name: view.name } });
    await sleep(pollMs);
  }
}

async function next(client: CarrelClient, before: InstallationView): Promise<InstallationView> {
  const { items } = await client.call(routes.listInstallations, {});
  return items.find((one) => one.name === before.name) ?? before;
}

function lineOf({ name, state, doneBytes, totalBytes }: InstallationView): string {
  const size = totalBytes === null ? memoryText(doneBytes) : `${memoryText(doneBytes)} of ${memoryText(totalBytes)}`;
  return state === 'fetching' ? `${name}: ${size}` : `${name}: ${state}`;
}
