import { routes } from '@carrel/contract';
import { textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import { findUser } from '../rights/look-up.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel audit holds list`. */
export async function listHoldsCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listHolds, { signal });
  if (context.terminal.isJson) context.terminal.json({ holds: items });
  else
    context.terminal.text(
      columns(
        ['id', 'person', 'state', 'since', 'reason'],
        items.map((one) => [one.id, one.userId, one.state, one.placedAt, one.reason]),
      ),
    );
}

/** `carrel audit holds place WHO --reason …`: from now on nothing of theirs can be erased. */
export async function placeHoldCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id: userId } = await findUser(client, textArgument(args, 0));
  const hold = await client.call(routes.placeHold, { body: { userId, reason: textOption(options, 'reason') ?? '' }, signal });
  if (context.terminal.isJson) context.terminal.json(hold);
  else context.terminal.text(`Held: ${hold.id}. Nothing of ${hold.userId} can be erased until two people release it.\n`);
}

/** `carrel audit holds release HOLD --reason …`: the first of two asks, the second agrees. */
export async function releaseHoldCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const body = { reason: textOption(options, 'reason') ?? '' };
  const hold = await client.call(routes.releaseHold, { params: { id: textArgument(args, 0) }, body, signal });
  if (context.terminal.isJson) context.terminal.json(hold);
  else
    context.terminal.text(
      hold.state === 'released' ? 'Released.\n' : 'Asked. Another person with the role compliance must release it too.\n',
    );
}

/** `carrel audit erasures list`. */
export async function listErasuresCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listErasures, { signal });
  if (context.terminal.isJson) context.terminal.json({ erasures: items });
  else
    context.terminal.text(
      columns(
        ['id', 'person', 'state', 'asked', 'executed'],
        items.map((one) => [one.id, one.userId, one.state, one.askedAt, one.executedAt ?? '']),
      ),
    );
}

/** `carrel audit erasures ask WHO --reason …`: another person must approve. */
export async function askErasureCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id: userId } = await findUser(client, textArgument(args, 0));
  const erasure = await client.call(routes.askErasure, { body: { userId, reason: textOption(options, 'reason') ?? '' }, signal });
  if (context.terminal.isJson) context.terminal.json(erasure);
  else context.terminal.text(`Asked: ${erasure.id}. Another person with the role compliance must approve.\n`);
}

/** `carrel audit erasures approve ERASURE`: it is done at once, for ever. */
export async function approveErasureCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const erasure = await client.call(routes.approveErasure, { params: { id: textArgument(args, 0) }, signal });
  if (context.terminal.isJson) context.terminal.json(erasure);
  else context.terminal.text(`Erased: everything of ${erasure.userId}.\n`);
}
