import type { Environment } from '@carrel/runtime';
import type { Command } from 'commander';
import { collect } from '../option-values.ts';
import { serverAction } from '../run-command.ts';

/** `carrel users|groups|policies|collections|keys|invitations|sessions|providers`: what each is called is also what it is called in the API. */
export function addRightsCommands(program: Command, environment: Environment): void {
  addUserCommands(program.command('users').description('people and services, their roles, what they may read'), environment);
  addGroupCommands(program.command('groups').description('groups of people, and groups inside them'), environment);
  addPolicyCommands(program.command('policies').description('who may read what'), environment);
  addKeyCommands(program.command('keys').description('API keys'), environment);
  addInvitationCommands(program.command('invitations').description('people who are asked to come, and their links'), environment);
  addSignInCommands(program, environment);
  const load = async () => import('./policies-commands.ts');
  program
    .command('collections')
    .description('collections')
    .command('curators <collection>')
    .description('who may change what lies in a collection')
    .option('--add <who>', 'a person, or group:NAME; may be repeated', collect)
    .option('--remove <who>', 'a person, or group:NAME; may be repeated', collect)
    .action(serverAction(environment, async () => (await load()).curatorsCommand));
}

function addUserCommands(users: Command, environment: Environment): void {
  const load = async () => import('./users-commands.ts');
  users
    .command('list')
    .description('people and services')
    .action(serverAction(environment, async () => (await load()).listUsersCommand));
  users
    .command('show <who>')
    .description('somebody with their groups: by id, e-mail address or name')
    .action(serverAction(environment, async () => (await load()).showUserCommand));
  users
    .command('create <name> <email>')
    .description('add a person')
    .option('--role <role>', 'a role; may be repeated (default: employee)', collect)
    .option('--no-mail', 'do not send the link by mail')
    .action(serverAction(environment, async () => (await load()).createUserCommand));
  users
    .command('create-service <name>')
    .description('add a program that acts in its own name, by keys')
    .option('--role <role>', 'a role; may be repeated (default: employee)', collect)
    .action(serverAction(environment, async () => (await load()).createServiceUserCommand));
  users
    .command('remove-second-factor <who>')
    .description('for somebody who has lost phone and recovery codes; their sessions end')
    .action(serverAction(environment, async () => (await import('./sign-in-commands.ts')).removeSecondFactorCommand));
  for (const [name, isActive] of [
    ['activate', true],
    ['deactivate', false],
  ] as const)
    users
      .command(`${name} <who>`)
      .description('effective with the next request')
      .action(serverAction(environment, async () => async (input) => (await load()).setActiveCommand(input, isActive)));
  for (const change of ['give', 'take'] as const)
    users
      .command(`${change} <who> <role>`)
      .description(change === 'give' ? 'give a role' : 'take a role away')
      .action(serverAction(environment, async () => async (input) => (await load()).changeRoleCommand(input, change)));
  users
    .command('access <who>')
    .description('what somebody may read, and why')
    .option('--at <time>', 'as of this moment: UTC, ISO 8601')
    .action(serverAction(environment, async () => (await load()).userAccessCommand));
}

function addGroupCommands(groups: Command, environment: Environment): void {
  const load = async () => import('./groups-commands.ts');
  groups.command('list').action(serverAction(environment, async () => (await load()).listGroupsCommand));
  groups.command('show <group>').action(serverAction(environment, async () => (await load()).showGroupCommand));
  groups.command('create <name>').action(serverAction(environment, async () => (await load()).createGroupCommand));
  groups.command('rename <group> <name>').action(serverAction(environment, async () => (await load()).renameGroupCommand));
  groups
    .command('delete <group>')
    .description('what was granted to it ends')
    .action(serverAction(environment, async () => (await load()).deleteGroupCommand));
  groups
    .command('add <group> <who>')
    .description('a person, or group:NAME with all who are in it')
    .action(serverAction(environment, async () => (await load()).addMemberCommand));
  groups
    .command('remove <group> <who>')
    .description('a person, or group:NAME')
    .action(serverAction(environment, async () => (await load()).removeMemberCommand));
}

function addPolicyCommands(policies: Command, environment: Environment): void {
  const load = async () => import('./policies-commands.ts');
  policies.command('list').action(serverAction(environment, async () => (await load()).listPoliciesCommand));
  policies
    .command('show <policy>')
    .description('its grants, of now and of the past')
    .action(serverAction(environment, async () => (await load()).showPolicyCommand));
  policies
    .command('create <name>')
    .option('--label <label>', 'public, internal, confidential or restricted (default: internal)')
    .option('--strict', 'its documents lie in an index table of their own')
    .option('--reader <who>', 'everyone, a person, or group:NAME; may be repeated', collect)
    .action(serverAction(environment, async () => (await load()).createPolicyCommand));
  policies
    .command('change <policy>')
    .option('--name <name>', 'another name')
    .option('--label <label>', 'another label')
    .option('--strict <answer>', 'yes or no: an index table of its own')
    .action(serverAction(environment, async () => (await load()).changePolicyCommand));
  policies
    .command('delete <policy>')
    .description('only when no document and no collection has it')
    .action(serverAction(environment, async () => (await load()).deletePolicyCommand));
  policies
    .command('grant <policy> <who>')
    .description('everyone, a person, or group:NAME')
    .option('--right <right>', 'read or curate (default: read)')
    .option('--from <time>', 'from this moment on: UTC, ISO 8601')
    .option('--until <time>', 'until before this moment')
    .action(serverAction(environment, async () => (await load()).grantCommand));
  policies
    .command('revoke <policy> <who>')
    .description('effective with the next request')
    .option('--right <right>', 'read or curate (default: both)')
    .action(serverAction(environment, async () => (await load()).revokeGrantCommand));
  policies
    .command('apply <policy> <document>')
    .description('give a document this policy')
    .action(serverAction(environment, async () => (await load()).applyPolicyCommand));
  policies
    .command('matrix')
    .description('collections against groups: who may read or curate')
    .option('--at <time>', 'as of this moment: UTC, ISO 8601')
    .action(serverAction(environment, async () => (await import('./matrix-command.ts')).matrixCommand));
  policies
    .command('readers <document>')
    .description('who may read a document, and why')
    .option('--at <time>', 'as of this moment: UTC, ISO 8601')
    .action(serverAction(environment, async () => (await load()).readersCommand));
}

function addKeyCommands(keys: Command, environment: Environment): void {
  const load = async () => import('./keys-commands.ts');
  keys
    .command('list')
    .option('--all', 'those of everybody')
    .action(serverAction(environment, async () => (await load()).listKeysCommand));
  keys
    .command('create <name>')
    .description('the secret is shown this once')
    .option('--scope <scope>', 'what it may be used for; may be repeated', collect)
    .option('--days <number>', 'how long it lives (default: 90)')
    .option('--for <service>', 'a service user; without it the key acts as you')
    .action(serverAction(environment, async () => (await load()).createKeyCommand));
  keys
    .command('revoke <id>')
    .option('--any', 'whoever has it')
    .action(serverAction(environment, async () => (await load()).revokeKeyCommand));
}

function addInvitationCommands(invitations: Command, environment: Environment): void {
  const load = async () => import('./invitations-commands.ts');
  invitations
    .command('list')
    .description('who was invited and has not come yet, and whether the mail was sent')
    .action(serverAction(environment, async () => (await load()).listInvitationsCommand));
  invitations
    .command('create <email>')
    .description('invite somebody by a link that works once')
    .option('--name <name>', 'the person may change it')
    .option('--role <role>', 'a role; may be repeated (default: employee)', collect)
    .option('--group <group>', 'a group; may be repeated', collect)
    .option('--hours <number>', 'how long the link lasts (default: 72)')
    .option('--no-mail', 'do not send the link by mail')
    .action(serverAction(environment, async () => (await load()).createInvitationCommand));
  invitations
    .command('renew <who>')
    .description('another link, for somebody who has not come, or has lost their password; the one before ends')
    .option('--no-mail', 'do not send the link by mail')
    .action(serverAction(environment, async () => (await load()).renewInvitationCommand));
  invitations
    .command('withdraw <who>')
    .description('the link ends')
    .action(serverAction(environment, async () => (await load()).withdrawInvitationCommand));
}

function addSignInCommands(program: Command, environment: Environment): void {
  const load = async () => import('./sign-in-commands.ts');
  const sessions = program.command('sessions').description('where people are signed in');
  sessions
    .command('list')
    .option('--of <who>', 'one person; without it everybody')
    .action(serverAction(environment, async () => (await load()).listSessionsCommand));
  sessions
    .command('end <who>')
    .description('all sessions of a person; effective with the next request')
    .option('--session <id>', 'this one alone')
    .action(serverAction(environment, async () => (await load()).endSessionsCommand));
  const providers = program.command('providers').description('identity providers for single sign-on');
  providers.command('list').action(serverAction(environment, async () => (await load()).listProvidersCommand));
  providers
    .command('test <name>')
    .description('ask a provider for all that a sign-in needs; exit status 1 when nobody could sign in')
    .action(serverAction(environment, async () => (await load()).testProviderCommand));
}
