import type { apiKeySchema } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { apiKeyScopes } from '@carrel/core';
import type { z } from 'zod';
import { integerOption, listOption, textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { findUser } from './look-up.ts';

/** `carrel keys list`: one's own, or with `--all` everybody's. */
export async function listKeysCommand({ context, client, options, signal }: CommandInput): Promise<void> {
  if (options['all'] === true) {
    const { items } = await client.call(routes.listAllApiKeys, { signal });
    print(context.terminal, items, { owner: ({ owner }) => owner.name, revoked: ({ revokedAt }) => revokedAt ?? '' });
    return;
  }
  print(context.terminal, (await client.call(routes.listApiKeys, { signal })).items, {});
}

type KeyView = z.infer<typeof apiKeySchema>;

function print<Key extends KeyView>(
  terminal: CommandInput['context']['terminal'],
  keys: readonly Key[],
  more: Readonly<Record<string, (key: Key) => string>>,
): void {
  if (terminal.isJson) {
    terminal.json({ keys });
    return;
  }
  if (keys.length === 0) terminal.text('There are no keys.\n');
  const rows = keys.map((key) => [
    key.id,
    key.prefix,
    key.scopes.join(' '),
    key.expiresAt ?? 'never',
    key.lastUsedAt ?? 'never',
    key.name,
    ...Object.values(more).map((read) => read(key)),
  ]);
  terminal.text(columns(['id', 'begins with', 'scopes', 'expires', 'last used', 'name', ...Object.keys(more)], rows));
}

/** `carrel keys create NAME --scope SCOPE`: the secret is shown this once. */
export async function createKeyCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const days = integerOption(options, 'days', { min: 1, max: 365 });
  const body = { name: textArgument(args, 0), scopes: scopesOf(options), ...(days !== undefined && { expiresInDays: days }) };
  const owner = textOption(options, 'for');
  const created =
    owner === undefined
      ? await client.call(routes.createApiKey, { body, signal })
      : await client.call(routes.createServiceKey, { params: { id: (await findUser(client, owner)).id }, body, signal });
  if (context.terminal.isJson) {
    context.terminal.json(created);
    return;
  }
  context.terminal.text(`${created.secret}\n`);
  context.terminal.note(`This is the only time that it is shown. It ends on ${created.key.expiresAt ?? 'no day'}.\n`);
}

/** `carrel keys revoke ID`: one's own, or with `--any` whoever has it. */
export async function revokeKeyCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const id = textArgument(args, 0);
  await client.call(options['any'] === true ? routes.revokeAnyApiKey : routes.revokeApiKey, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json({ keyId: id, state: 'revoked' });
  else context.terminal.text(`Revoked ${id}.\n`);
}

function scopesOf(options: CommandInput['options']) {
  const named = listOption(options, 'scope') ?? [];
  if (named.length === 0) throw new UsageError(`--scope: expected at least one of ${apiKeyScopes.join(', ')}.`);
  return named.map((text) => {
    const scope = apiKeyScopes.find((one) => one === text);
    if (scope === undefined) throw new UsageError(`--scope: expected one of ${apiKeyScopes.join(', ')}, got "${text}".`);
    return scope;
  });
}
