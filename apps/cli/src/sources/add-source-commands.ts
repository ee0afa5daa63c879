import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import { collect } from '../option-values.ts';
import { serverAction } from '../run-command.ts';

/** `carrel sources …`: what documents are followed from. */
export function addSourceCommands(program: Command, environment: Environment): void {
  const sources = program.command('sources').description('watched folders: new, changed, moved and deleted files are followed');
  const load = async () => import('./source-commands.ts');
  sources
    .command('add')
    .description('follow something')
    .command('folder <path>')
    .description('watch a folder of this machine, or a network drive that is mounted')
    .option('--collection <name>', 'the collection; made if there is none of this name (default: General)')
    .option('--name <name>', 'what the source is called (default: the path)')
    .option('--policy <name>', 'who may read its documents: name or id of a policy')
    .option('--ignore <pattern>', 'leave this out, as in .gitignore; may be repeated', collect)
    .option('--wait', 'wait until the first run has ended')
    .action(serverAction(environment, async () => (await load()).addFolderCommand));
  sources
    .command('list')
    .description('what there is, and how it goes')
    .action(serverAction(environment, async () => (await load()).listSourcesCommand));
  sources
    .command('show <source>')
    .description('its last run, and which files failed and why')
    .action(serverAction(environment, async () => (await load()).showSourceCommand));
  sources
    .command('run <source>')
    .description('look at it now')
    .option('--confirm-deletions', 'what is missing now is really gone')
    .option('--wait', 'wait until the run has ended')
    .action(serverAction(environment, async () => (await load()).runSourceCommand));
  sources
    .command('pause <source>')
    .description('follow it no longer for a while')
    .action(serverAction(environment, async () => (await load()).setStateCommand('paused')));
  sources
    .command('resume <source>')
    .description('follow it again')
    .action(serverAction(environment, async () => (await load()).setStateCommand('active')));
  sources
    .command('remove <source>')
    .description('forget it; its documents stay')
    .option('--documents <what>', 'keep or delete (default: keep)')
    .action(serverAction(environment, async () => (await load()).removeSourceCommand));
}
