import { routes } from '@carrel/contract';
import { integerOption, listOption, textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { isMailed, linkText, mailWords } from './link-text.ts';
import { findGroup, findUser } from './look-up.ts';
import { rolesOf } from './users-commands.ts';

/** `carrel invitations list`: who was added and has not come, and what became of the mail. */
export async function listInvitationsCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listInvitations, { signal });
  if (context.terminal.isJson) context.terminal.json({ invitations: items });
  else if (items.length === 0) context.terminal.text('Nobody is waiting to come in.\n');
  else
    context.terminal.text(
      columns(
        ['id', 'e-mail', 'roles', 'link ends', 'mail'],
        items.map((one) => [one.userId, one.email, one.roles.join(' '), one.expiresAt ?? 'ended', mailWords(one.mail)]),
      ),
    );
}

/** `carrel invitations create EMAIL`: a link that works once; by mail too where there is a mail server. */
export async function createInvitationCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const [name, hours] = [textOption(options, 'name'), integerOption(options, 'hours', { min: 1, max: 336 })];
  const groups: string[] = [];
  for (const group of listOption(options, 'group') ?? []) groups.push((await findGroup(client, group)).id);
  const body = {
    email: textArgument(args, 0),
    groups,
    isMailed: isMailed(options),
    ...(name !== undefined && { name }),
    ...(hours !== undefined && { expiresInHours: hours }),
    ...rolesOf(options),
  };
  const created = await client.call(routes.createInvitation, { body, signal });
  if (context.terminal.isJson) context.terminal.json(created);
  else context.terminal.text(linkText(created.invitation.email, created.url, created.invitation.mail));
}

/** `carrel invitations renew WHO`: another link, and the one before ends. Also for somebody who has lost their password. */
export async function renewInvitationCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id, email } = await findUser(client, textArgument(args, 0));
  const made = await client.call(routes.createSignInLink, { params: { id }, body: { isMailed: isMailed(options) }, signal });
  if (context.terminal.isJson) context.terminal.json(made);
  else context.terminal.text(linkText(email, made.url, made.mail));
}

/** `carrel invitations withdraw WHO`. */
export async function withdrawInvitationCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id, email } = await findUser(client, textArgument(args, 0));
  await client.call(routes.withdrawInvitation, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json({ userId: id, isWithdrawn: true });
  else context.terminal.text(`The invitation of ${email} is withdrawn.\n`);
}
