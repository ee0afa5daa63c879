import { routes } from '@carrel/contract';
import { roles } from '@carrel/core';
import { listOption, textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { isMailed, linkText } from './link-text.ts';
import { findUser } from './look-up.ts';
import { printFacts } from './print-facts.ts';
import { reasonText } from './reason-text.ts';

type Role = (typeof roles)[number];

/** `carrel users list`: people and services. */
export async function listUsersCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listUsers, { signal });
  if (context.terminal.isJson) context.terminal.json({ users: items });
  else
    context.terminal.text(
      columns(
        ['id', 'kind', 'name', 'e-mail', 'active', 'roles'],
        items.map((one) => [one.id, one.kind, one.name, one.email, one.isActive ? 'yes' : 'no', one.roles.join(' ')]),
      ),
    );
}

/** `carrel users show WHO`: somebody with their groups. */
export async function showUserCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id } = await findUser(client, textArgument(args, 0));
  const user = await client.call(routes.getUser, { params: { id }, signal });
  if (context.terminal.isJson) {
    context.terminal.json(user);
    return;
  }
  printFacts(context.terminal, [
    ['id', user.id],
    ['kind', user.kind],
    ['name', user.name],
    ['e-mail', user.email],
    ['active', user.isActive ? 'yes' : 'no'],
    ['roles', user.roles.join(' ')],
    ['groups', user.groups.map(({ name }) => name).join(', ')],
    ['since', user.createdAt],
  ]);
}

/** `carrel users create NAME EMAIL`: a person, with a link to sign in by. */
export async function createUserCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const body = { name: textArgument(args, 0), email: textArgument(args, 1), isMailed: isMailed(options), ...rolesOf(options) };
  const created = await client.call(routes.createUser, { body, signal });
  if (context.terminal.isJson) context.terminal.json(created);
  else
    context.terminal.text(
      `Added ${created.user.name}, ${created.user.id}.\n${created.signInUrl === null ? '' : linkText(created.user.email, created.signInUrl, created.mail)}`,
    );
}

/** `carrel users create-service NAME`: a program with rights of its own. */
export async function createServiceUserCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { roles: wanted } = rolesOf(options);
  const service = wanted?.map((role) => {
    if (role === 'compliance-unseal') throw new UsageError('--role: a service user cannot unseal the log.');
    return role;
  });
  const body = { name: textArgument(args, 0), ...(service !== undefined && { roles: service }) };
  const created = await client.call(routes.createServiceUser, { body, signal });
  if (context.terminal.isJson) context.terminal.json(created);
  else
    context.terminal.text(
      `Added ${created.name}, ${created.id}. Make a key for it: carrel keys create NAME --for ${created.id} --scope SCOPE\n`,
    );
}

/** `carrel users deactivate WHO` and `activate`: effective with the next request. */
export async function setActiveCommand({ context, client, args, signal }: CommandInput, isActive: boolean): Promise<void> {
  const { id } = await findUser(client, textArgument(args, 0));
  const user = await client.call(routes.updateUser, { params: { id }, body: { isActive }, signal });
  if (context.terminal.isJson) context.terminal.json(user);
  else context.terminal.text(`${user.name} is ${user.isActive ? 'active' : 'switched off'}.\n`);
}

/** `carrel users give WHO ROLE` and `take`. */
export async function changeRoleCommand({ context, client, args, signal }: CommandInput, change: 'give' | 'take'): Promise<void> {
  const found = await findUser(client, textArgument(args, 0));
  const role = roleOf(textArgument(args, 1));
  const others = found.roles.filter((one) => one !== role);
  const body = { roles: change === 'give' ? [...others, role] : others };
  const user = await client.call(routes.updateUser, { params: { id: found.id }, body, signal });
  if (context.terminal.isJson) context.terminal.json(user);
  else context.terminal.text(`${user.name} has the roles: ${user.roles.join(' ') || 'none'}.\n`);
}

/** `carrel users access WHO`: what they may read and why, now or at a moment of the past. */
export async function userAccessCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id } = await findUser(client, textArgument(args, 0));
  const at = textOption(options, 'at');
  const access = await client.call(routes.getUserAccess, { params: { id }, query: { ...(at !== undefined && { at }) }, signal });
  if (context.terminal.isJson) {
    context.terminal.json(access);
    return;
  }
  if (access.policies.length === 0) context.terminal.text(`Nothing, as of ${access.at}.\n`);
  for (const { name, label, documentCount, reasons } of access.policies) {
    context.terminal.text(`${name} (${label}), ${documentCount} documents\n`);
    for (const reason of reasons) context.terminal.text(`  ${reasonText(reason)}\n`);
  }
}

/** `--role`. @throws UsageError for a role that is none. */
export function rolesOf(options: CommandInput['options']): { readonly roles?: Role[] } {
  const named = listOption(options, 'role');
  return named === undefined ? {} : { roles: named.map(roleOf) };
}

/** @throws UsageError. */
function roleOf(text: string): Role {
  const role = roles.find((one) => one === text);
  if (role === undefined) throw new UsageError(`Expected one of the roles ${roles.join(', ')}, got "${text}".`);
  return role;
}
