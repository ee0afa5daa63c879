import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { CommandInput } from '../run-command.ts';

type Client = CommandInput['client'];
interface Named {
  readonly id: string;
  readonly name: string;
}

/** Commands take names as people know them, or ids. @throws NOT_FOUND with what was looked for. */
function oneOf<Item extends Named>(items: readonly Item[], nameOrId: string, what: string): Item {
  const found = items.find((one) => one.id === nameOrId) ?? items.find((one) => one.name === nameOrId);
  if (found === undefined) throw new CarrelError('NOT_FOUND', { message: `There is no ${what} "${nameOrId}".` });
  return found;
}

export async function findGroup(client: Client, nameOrId: string) {
  return oneOf((await client.call(routes.listGroups, {})).items, nameOrId, 'group');
}

export async function findPolicy(client: Client, nameOrId: string) {
  return oneOf((await client.call(routes.listPolicies, {})).items, nameOrId, 'policy');
}

export async function findCollection(client: Client, nameOrId: string) {
  return oneOf((await client.call(routes.listCollections, {})).items, nameOrId, 'collection');
}

/** By id, e-mail address or name. @throws NOT_FOUND, also for a name that several people have. */
export async function findUser(client: Client, text: string) {
  const { items } = await client.call(routes.listUsers, {});
  const exact = items.find((one) => one.id === text || one.email === text.toLowerCase());
  const named = items.filter((one) => one.name === text);
  const found = exact ?? (named.length === 1 ? named[0] : undefined);
  if (found === undefined)
    throw new CarrelError('NOT_FOUND', {
      message: named.length > 1 ? `Several people are called "${text}": use an id or an e-mail address.` : `There is nobody "${text}".`,
    });
  return found;
}

/** `everyone`, a person by id, address or name, or, with `group:` before it or as an id, a group. */
export async function findPrincipal(client: Client, text: string): Promise<string> {
  if (text === 'everyone') return text;
  if (text.startsWith('group:')) return (await findGroup(client, text.slice('group:'.length))).id;
  if (text.startsWith('grp_')) return text;
  return (await findUser(client, text)).id;
}
