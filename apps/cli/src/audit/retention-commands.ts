import { routes } from '@carrel/contract';
import { textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import { findUser } from '../rights/look-up.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';

/** `carrel audit holds list`. */
export async function listHoldsCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listHolds, { signal });
  if (context.terminal.isJson) context.terminal.json({ holds: items });
  else
    context.terminal.text(
      columns(
        ['id', 'of', 'state', 'since', 'reason'],
        items.map((one) => [one.id, subjectText(one), one.state, one.placedAt, one.reason]),
      ),
    );
}

/** `carrel audit holds place WHO --reason …`, or `--document ID`: from now on nothing of it can be erased. */
export async function placeHoldCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const body = { ...(await subjectOf(client, args, options)), reason: textOption(options, 'reason') ?? '' };
  const hold = await client.call(routes.placeHold, { body, signal });
  if (context.terminal.isJson) context.terminal.json(hold);
  else context.terminal.text(`Held: ${hold.id}. Nothing of ${subjectText(hold)} can be erased until two people release it.\n`);
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
        ['id', 'of', 'state', 'asked', 'executed'],
        items.map((one) => [one.id, subjectText(one), one.state, one.askedAt, one.executedAt ?? '']),
      ),
    );
}

/** `carrel audit erasures ask WHO --reason …`, or `--document ID`: another person must approve. */
export async function askErasureCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const body = { ...(await subjectOf(client, args, options)), reason: textOption(options, 'reason') ?? '' };
  const erasure = await client.call(routes.askErasure, { body, signal });
  if (context.terminal.isJson) context.terminal.json(erasure);
  else context.terminal.text(`Asked: ${erasure.id}. Another person with the role compliance must approve.\n`);
}

/** `carrel audit erasures approve ERASURE`: it is done at once, for ever. */
export async function approveErasureCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const erasure = await client.call(routes.approveErasure, { params: { id: textArgument(args, 0) }, signal });
  if (context.terminal.isJson) context.terminal.json(erasure);
  else
    context.terminal.text(
      `Erased: ${erasure.userId === null ? `the document ${erasure.documentId ?? ''}` : `everything of ${erasure.userId}`}.\n`,
    );
}

const subjectText = ({ userId, documentId }: { readonly userId: string | null; readonly documentId: string | null }) =>
  userId ?? documentId ?? '';

/** A person by id or address, or a document by id. @throws UsageError unless it is one of the two. */
async function subjectOf(
  client: CommandInput['client'],
  args: CommandInput['args'],
  options: CommandInput['options'],
): Promise<{ readonly userId: string } | { readonly documentId: string }> {
  const documentId = textOption(options, 'document');
  if ((documentId === undefined) === (args[0] === undefined)) throw new UsageError('Name either a person, or a document with --document.');
  if (documentId !== undefined) return { documentId };
  return { userId: (await findUser(client, textArgument(args, 0))).id };
}
