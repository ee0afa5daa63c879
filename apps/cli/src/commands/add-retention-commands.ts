import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import { serverAction } from '../run-command.ts';

/** `carrel audit holds` and `carrel audit erasures`: each ends with a second person. */
export function addRetentionCommands(audit: Command, environment: Environment): void {
  const load = async () => import('../audit/retention-commands.ts');
  const holds = audit.command('holds').description('what must be kept: nothing of a person or document on hold can be erased');
  holds.command('list').action(serverAction(environment, async () => (await load()).listHoldsCommand));
  holds
    .command('place [user]')
    .description('keep everything of a person (id or e-mail address) or of a document')
    .option('--document <id>', 'a document instead of a person')
    .requiredOption('--reason <text>', 'why, such as the number of a case')
    .action(serverAction(environment, async () => (await load()).placeHoldCommand));
  holds
    .command('release <hold>')
    .description('ask that a hold is released, or agree with somebody else who has asked')
    .requiredOption('--reason <text>', 'why')
    .action(serverAction(environment, async () => (await load()).releaseHoldCommand));
  const erasures = audit.command('erasures').description('requests to erase what a person wrote, or a document');
  erasures.command('list').action(serverAction(environment, async () => (await load()).listErasuresCommand));
  erasures
    .command('ask [user]')
    .description('ask that everything of a person (id or e-mail address) or a document is erased')
    .option('--document <id>', 'a document instead of a person')
    .requiredOption('--reason <text>', 'why, such as the number of the request')
    .action(serverAction(environment, async () => (await load()).askErasureCommand));
  erasures
    .command('approve <erasure>')
    .description('approve what somebody else has asked for: it is erased at once, and cannot be brought back')
    .action(serverAction(environment, async () => (await load()).approveErasureCommand));
}
