import { routes } from '@carrel/contract';
import type { ModelVerification } from '@carrel/contract';
import { exitStatus } from '../exit-status.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandInput } from '../run-command.ts';

const outcomeWords = {
  unaltered: 'as it was installed',
  altered: 'altered since it was installed',
  invalid: 'not a model that can be loaded',
  unrecorded: 'put there by hand: there is nothing to compare it with',
} as const satisfies Readonly<Record<ModelVerification['outcome'], string>>;

/** `carrel models verify [NAME…]`: reads the files anew. @returns 1 when one was altered or cannot be loaded. */
export async function verifyModelsCommand({ context, client, args, signal }: CommandInput): Promise<number> {
  const { terminal } = context;
  const named = [args[0] ?? []].flat();
  const names = named.length > 0 ? named : (await client.call(routes.listModels, { signal })).items.filter(hasFile).map(({ name }) => name);
  const bar = createProgressBar(terminal, 'models', names.length);
  const found: ModelVerification[] = [];
  try {
    for (const name of names) {
      bar.update(found.length, name);
      found.push(await client.call(routes.verifyModel, { body: { name }, signal }));
    }
  } finally {
    bar.stop();
  }
  if (terminal.isJson) terminal.json({ models: found });
  else {
    for (const { name, sha256, outcome, reason } of found)
      terminal.text(`${name}: ${outcomeWords[outcome]} (SHA-256 ${sha256})${reason === null ? '' : `\n  ${reason}`}\n`);
  }
  return found.some(({ outcome }) => outcome === 'altered' || outcome === 'invalid') ? exitStatus.failed : exitStatus.done;
}

/** Models of other servers have no file here. */
function hasFile({ state }: { readonly state: string }): boolean {
  return state !== 'remote';
}

/** `carrel models remove NAME`: deletes an installed model that is not in use. */
export async function removeModelCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const name = String(args[0]);
  const result = await client.call(routes.removeModel, { body: { name }, signal });
  if (context.terminal.isJson) context.terminal.json({ name, ...result });
  else context.terminal.text(`${name} is removed.\n`);
}
