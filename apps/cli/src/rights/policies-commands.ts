import { routes } from '@carrel/contract';
import type { z } from 'zod';
import { sensitivityLabels } from '@carrel/core';
import { listOption, textArgument, textOption, wordOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { findCollection, findPolicy, findPrincipal } from './look-up.ts';
import { reasonText } from './reason-text.ts';

type PolicyView = z.infer<typeof routes.createPolicy.response>;
const rights = ['read', 'curate'] as const;
const readersPageSize = 200;

/** `carrel policies list`: with how many grants hold now. */
export async function listPoliciesCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listPolicies, { signal });
  if (context.terminal.isJson) context.terminal.json({ policies: items });
  else
    context.terminal.text(
      columns(
        ['id', 'label', 'grants', 'name'],
        items.map((one) => [one.id, one.label, String(one.grants.filter((grant) => grant.validTo === null).length), one.name]),
      ),
    );
}

/** `carrel policies show POLICY`: its grants, of now and of the past. */
export async function showPolicyCommand({ context, client, args }: CommandInput): Promise<void> {
  print(context.terminal, await findPolicy(client, textArgument(args, 0)));
}

/** `carrel policies create NAME`. */
export async function createPolicyCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const label = wordOption(options, 'label', sensitivityLabels);
  const readers: string[] = [];
  for (const reader of listOption(options, 'reader') ?? []) readers.push(await findPrincipal(client, reader));
  const body = { name: textArgument(args, 0), readers, ...(label !== undefined && { label }) };
  print(context.terminal, await client.call(routes.createPolicy, { body, signal }));
}

/** `carrel policies change POLICY --name --label`. */
export async function changePolicyCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id } = await findPolicy(client, textArgument(args, 0));
  const [name, label] = [textOption(options, 'name'), wordOption(options, 'label', sensitivityLabels)];
  const body = { ...(name !== undefined && { name }), ...(label !== undefined && { label }) };
  print(context.terminal, await client.call(routes.updatePolicy, { params: { id }, body, signal }));
}

/** `carrel policies delete POLICY`: only when no document and no collection has it. */
export async function deletePolicyCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id, name } = await findPolicy(client, textArgument(args, 0));
  await client.call(routes.deletePolicy, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json({ policyId: id, state: 'deleted' });
  else context.terminal.text(`Deleted ${name}.\n`);
}

/** `carrel policies grant POLICY WHO`: `everyone`, a person, or `group:NAME`. */
export async function grantCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id } = await findPolicy(client, textArgument(args, 0));
  const principal = await findPrincipal(client, textArgument(args, 1));
  const [right, validFrom, validTo] = [wordOption(options, 'right', rights), textOption(options, 'from'), textOption(options, 'until')];
  const body = {
    principal,
    ...(right !== undefined && { right }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
  };
  print(context.terminal, await client.call(routes.addGrant, { params: { id }, body, signal }));
}

/** `carrel policies revoke POLICY WHO`: effective with the next request. */
export async function revokeGrantCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id } = await findPolicy(client, textArgument(args, 0));
  const principal = await findPrincipal(client, textArgument(args, 1));
  const right = wordOption(options, 'right', rights);
  const query = { ...(right !== undefined && { right }) };
  print(context.terminal, await client.call(routes.endGrant, { params: { id, principal }, query, signal }));
}

/** `carrel policies apply POLICY DOCUMENT`: gives a document another policy. */
export async function applyPolicyCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const body = { policyId: textArgument(args, 0) };
  const document = await client.call(routes.updateDocument, { params: { id: textArgument(args, 1) }, body, signal });
  if (context.terminal.isJson) context.terminal.json(document);
  else context.terminal.text(`${document.path} has the policy ${document.policyName}.\n`);
}

/** `carrel policies readers DOCUMENT`: who may read it and why, now or at a moment of the past. */
export async function readersCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const id = textArgument(args, 0);
  const at = textOption(options, 'at') ?? new Date().toISOString();
  const readers = [];
  let cursor: string | undefined;
  let policy;
  do {
    const query = { at, limit: readersPageSize, ...(cursor !== undefined && { cursor }) };
    const page = await client.call(routes.listReaders, { params: { id }, query, signal });
    readers.push(...page.items);
    policy = page.policy;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  if (context.terminal.isJson) {
    context.terminal.json({ at, policy, readers });
    return;
  }
  context.terminal.text(`By the policy ${policy.name} (${policy.label}), as of ${at}: ${readers.length === 0 ? 'nobody' : ''}\n`);
  for (const { name, email, reasons } of readers) {
    context.terminal.text(`${name} <${email}>\n`);
    for (const reason of reasons) context.terminal.text(`  ${reasonText(reason)}\n`);
  }
}

/** `carrel collections curators COLLECTION [--add WHO] [--remove WHO]`. */
export async function curatorsCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id } = await findCollection(client, textArgument(args, 0));
  for (const who of listOption(options, 'add') ?? [])
    await client.call(routes.addCurator, { params: { id }, body: { principal: await findPrincipal(client, who) }, signal });
  for (const who of listOption(options, 'remove') ?? [])
    await client.call(routes.endCurator, { params: { id, principal: await findPrincipal(client, who) }, signal });
  const { items } = await client.call(routes.listCurators, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json({ curators: items });
  else
    context.terminal.text(
      columns(
        ['name', 'principal', 'from', 'until'],
        items.map((one) => [one.name, one.principal, one.validFrom, one.validTo ?? '']),
      ),
    );
}

function print(terminal: CommandInput['context']['terminal'], policy: PolicyView): void {
  if (terminal.isJson) {
    terminal.json(policy);
    return;
  }
  terminal.text(`${policy.name} (${policy.label}), ${policy.id}\n`);
  for (const { principal, right, validFrom, validTo } of policy.grants)
    terminal.text(`  ${principal}: ${right}, since ${validFrom}${validTo === null ? '' : ` until ${validTo}`}\n`);
}
