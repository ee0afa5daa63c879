import type { OwnedSession } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { findUser } from './look-up.ts';

const sessionsPageSize = 200;

/** `carrel sessions list`: everybody's, or those of one person. */
export async function listSessionsCommand({ context, client, options, signal }: CommandInput): Promise<void> {
  const who = textOption(options, 'of');
  const sessions: OwnedSession[] = [];
  if (who === undefined) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { limit: sessionsPageSize, ...(cursor !== undefined && { cursor }) };
      const page = await client.call(routes.listAllSessions, { query, signal });
      sessions.push(...page.items);
      cursor = page.nextCursor;
    }
  } else {
    const { id, name, email } = await findUser(client, who);
    const { items } = await client.call(routes.listUserSessions, { params: { id }, signal });
    sessions.push(...items.map((session) => ({ ...session, user: { id, name, email } })));
  }
  if (context.terminal.isJson) {
    context.terminal.json({ sessions });
    return;
  }
  if (sessions.length === 0) context.terminal.text('Nobody is signed in.\n');
  else
    context.terminal.text(
      columns(
        ['id', 'who', 'by', 'address', 'last seen'],
        sessions.map((one) => [one.id, one.user.email, one.method, one.ipAddress ?? '', one.lastSeenAt]),
      ),
    );
}

/** `carrel sessions end WHO`: all of them, or with `--session` one. */
export async function endSessionsCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id, name } = await findUser(client, textArgument(args, 0));
  const session = textOption(options, 'session');
  const ended =
    session === undefined
      ? (await client.call(routes.endUserSessions, { params: { id }, signal })).ended
      : (await client.call(routes.endUserSession, { params: { id, session }, signal }), 1);
  if (context.terminal.isJson) context.terminal.json({ userId: id, ended });
  else context.terminal.text(`Ended ${ended} sessions of ${name}.\n`);
}

/** `carrel users remove-second-factor WHO`: for somebody who has lost phone and recovery codes. */
export async function removeSecondFactorCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id, name } = await findUser(client, textArgument(args, 0));
  await client.call(routes.removeUserSecondFactor, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json({ userId: id, removed: true });
  else context.terminal.text(`Removed the second factor of ${name}, and ended their sessions.\n`);
}

/** `carrel providers list`. */
export async function listProvidersCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listProviderSettings, { signal });
  if (context.terminal.isJson) context.terminal.json({ providers: items });
  else if (items.length === 0) context.terminal.text('There are no identity providers. CARREL_OIDC_FILE names a file of them.\n');
  else
    context.terminal.text(
      columns(
        ['name', 'label', 'issuer', 'people', 'redirect address'],
        items.map((one) => [one.name, one.label, one.issuer, String(one.peopleCount), one.redirectUri]),
      ),
    );
}

/** `carrel providers test NAME`: what is wrong and what to do. @throws SIGN_ON_UNAVAILABLE when nobody could sign in there. */
export async function testProviderCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const name = textArgument(args, 0);
  const result = await client.call(routes.testProvider, { params: { name }, signal });
  if (context.terminal.isJson) context.terminal.json(result);
  else
    for (const check of result.checks) {
      context.terminal.text(`${check.state.padEnd(8)}${check.name.padEnd(11)}${check.detail ?? check.found ?? ''}\n`);
    }
  if (!result.isUsable) throw new CarrelError('SIGN_ON_UNAVAILABLE', { message: `nobody can sign in at "${name}" now` });
}
