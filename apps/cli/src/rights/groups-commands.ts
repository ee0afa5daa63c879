import type { GroupDetailView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { textArgument } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { findGroup, findPrincipal } from './look-up.ts';

/** `carrel groups list`. */
export async function listGroupsCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listGroups, { signal });
  if (context.terminal.isJson) context.terminal.json({ groups: items });
  else if (items.length === 0) context.terminal.text('There are no groups.\n');
  else
    context.terminal.text(
      columns(
        ['id', 'people', 'name'],
        items.map((one) => [one.id, String(one.memberCount), one.name]),
      ),
    );
}

/** `carrel groups show GROUP`: who is in it, and what it is in. */
export async function showGroupCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id } = await findGroup(client, textArgument(args, 0));
  print(context.terminal, await client.call(routes.getGroup, { params: { id }, signal }));
}

/** `carrel groups create NAME`. */
export async function createGroupCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  print(context.terminal, await client.call(routes.createGroup, { body: { name: textArgument(args, 0) }, signal }));
}

/** `carrel groups rename GROUP NAME`. */
export async function renameGroupCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id } = await findGroup(client, textArgument(args, 0));
  print(context.terminal, await client.call(routes.renameGroup, { params: { id }, body: { name: textArgument(args, 1) }, signal }));
}

/** `carrel groups delete GROUP`: what was granted to it ends. */
export async function deleteGroupCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id, name } = await findGroup(client, textArgument(args, 0));
  await client.call(routes.deleteGroup, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json({ groupId: id, state: 'deleted' });
  else context.terminal.text(`Deleted ${name}.\n`);
}

/** `carrel groups add GROUP WHO`: a person, or `group:NAME` with all who are in it. */
export async function addMemberCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id } = await findGroup(client, textArgument(args, 0));
  const member = await findPrincipal(client, textArgument(args, 1));
  print(context.terminal, await client.call(routes.addGroupMember, { params: { id }, body: { member }, signal }));
}

/** `carrel groups remove GROUP WHO`. */
export async function removeMemberCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id } = await findGroup(client, textArgument(args, 0));
  const member = await findPrincipal(client, textArgument(args, 1));
  print(context.terminal, await client.call(routes.removeGroupMember, { params: { id, member }, signal }));
}

function print(terminal: CommandInput['context']['terminal'], group: GroupDetailView): void {
  if (terminal.isJson) {
    terminal.json(group);
    return;
  }
  terminal.text(`${group.name}, ${group.id}\n`);
  for (const { name, email, since } of group.members) terminal.text(`  ${name} <${email}>, since ${since}\n`);
  for (const { name, since } of group.innerGroups) terminal.text(`  everybody in ${name}, since ${since}\n`);
  for (const { name } of group.outerGroups) terminal.text(`  lies in ${name}\n`);
  const inner = group.everybody.filter(({ through }) => !through.some(({ id }) => id === group.id));
  for (const { name, email, through } of inner) terminal.text(`  ${name} <${email}>, by ${through.map((one) => one.name).join(' and ')}\n`);
}
