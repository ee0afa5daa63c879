import type { Environment } from '@carrel/runtime';
import { Command } from 'commander';
import type { GlobalOptions } from './cli-context.ts';
import { addBackupCommands } from './backup/add-backup-commands.ts';
import { addAuditCommands } from './commands/add-audit-commands.ts';
import { collect } from './option-values.ts';
import { addEvalCommands } from './eval/add-eval-commands.ts';
import { addModelsCommands } from './models/add-models-commands.ts';
import { addRightsCommands } from './rights/add-rights-commands.ts';
import { serverAction } from './run-command.ts';
import { addSourceCommands } from './sources/add-source-commands.ts';
import { addUpCommand } from './up/up-command.ts';
import { addWitnessCommand } from './witness/add-witness-command.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

/** The command line. What a command needs is loaded when it runs: `carrel --help` loads next to nothing. */
export function createProgram(environment: Environment): Command {
  const program = new Command('carrel')
    .description('Answers from your company’s documents, with exact citations, on your own machines.')
    .version(version)
    .option('--json', 'write results as JSON to standard output, and nothing else there')
    .option('--data <folder>', 'the data folder (default: ./data, environment CARREL_DATA_DIR)')
    .option('--server <url>', 'talk to this server instead of the one of the data folder')
    .option('--key <key>', 'API key for --server')
    .option('--as <user>', 'act for this person, on the data folder of this machine: id or e-mail address')
    .exitOverride()
    .showHelpAfterError('(carrel COMMAND --help shows what it takes)');
  program.hook('preAction', (_program, command) => requireNobodyElse(program, command));
  addUpCommand(program, environment);
  addAskingCommands(program, environment);
  addDocumentCommands(program, environment);
  addSourceCommands(program, environment);
  addAuditCommands(program, environment);
  addWitnessCommand(program);
  addRightsCommands(program, environment);
  addEvalCommands(program, environment);
  addModelsCommands(program, environment);
  addBackupCommands(program, environment);
  program
    .command('doctor')
    .description('check the whole installation')
    .option('--index', 'compare the search index with the database, and repair it')
    .option('--report-only', 'with --index: only say how they differ')
    .action(serverAction(environment, async () => (await import('./commands/doctor-command.ts')).doctorCommand));
  return program;
}

/** Commands that work on files and processes, where nobody acts for anybody. */
const withoutPerson: ReadonlySet<string> = new Set(['up', 'witness', 'backup', 'restore', 'retrieval']);

/** An option that has no effect would be taken for one that has. */
function requireNobodyElse(program: Command, command: Command): void {
  if (program.opts<GlobalOptions>().as !== undefined && withoutPerson.has(command.name()))
    throw new UsageError(`"carrel ${command.name()}" acts for nobody: --as does not go with it.`);
}

function addAskingCommands(program: Command, environment: Environment): void {
  program
    .command('search <query>')
    .description('find passages')
    .option('--collection <name>', 'search in this collection; may be repeated', collect)
    .option('--limit <number>', 'at most so many passages (default: 10)')
    .option('--mode <mode>', 'hybrid, vector or text (default: hybrid)')
    .action(serverAction(environment, async () => (await import('./commands/search-command.ts')).searchCommand));
  program
    .command('ask <question>')
    .description('ask the knowledge base')
    .option('--collection <name>', 'answer from this collection; may be repeated', collect)
    .option('--model <name>', 'the language model that writes')
    .action(serverAction(environment, async () => (await import('./commands/ask-command.ts')).askCommand));
}

function addDocumentCommands(program: Command, environment: Environment): void {
  program
    .command('ingest <path...>')
    .description('add files and folders')
    .option('--collection <name>', 'the collection; made if there is none of this name (default: General)')
    .option('--policy <name>', 'who may read them: name or id of a policy')
    .option('--wait', 'wait until each is searchable or has failed')
    .action(serverAction(environment, async () => (await import('./ingest/ingest-command.ts')).ingestCommand));
  const documents = program.command('documents').description('documents, their state, their text');
  const load = async () => import('./commands/documents-commands.ts');
  documents
    .command('list')
    .option('--collection <name>', 'of this collection')
    .option('--state <state>', 'in this state, such as published or failed')
    .option('--reason <code>', 'that failed for this reason, such as ENCRYPTED')
    .option('--text <text>', 'with this in title or path')
    .option('--limit <number>', 'at most so many')
    .action(serverAction(environment, async () => (await load()).listDocumentsCommand));
  documents
    .command('show <id>')
    .option('--text', 'the extracted text that spans refer to')
    .option('--version-id <id>', 'the text of this version instead of the one that is searched')
    .action(serverAction(environment, async () => (await load()).showDocumentCommand));
  addVersionCommands(documents, environment);
  addWorkCommands(documents, environment);
  documents.command('delete <id...>').action(serverAction(environment, async () => (await load()).deleteDocumentsCommand));
}

function addVersionCommands(documents: Command, environment: Environment): void {
  const load = async () => import('./commands/version-commands.ts');
  documents
    .command('versions <id>')
    .description('what lay there and what lies there now')
    .action(serverAction(environment, async () => (await load()).listVersionsCommand));
  documents
    .command('replace <id> <file>')
    .description('upload a new version; the old one answers until this one is searchable')
    .option('--wait', 'wait until it is searchable or has failed')
    .action(serverAction(environment, async () => (await load()).replaceDocumentCommand));
  documents
    .command('move <id>')
    .description('put a document into another collection or under another path; nothing is indexed again')
    .option('--collection <name>', 'the collection to put it into')
    .option('--path <path>', 'its path there')
    .action(serverAction(environment, async () => (await load()).moveDocumentCommand));
}

function addWorkCommands(documents: Command, environment: Environment): void {
  const load = async () => import('./commands/work-commands.ts');
  documents
    .command('retry [id...]')
    .description('another attempt for documents that failed')
    .option('--all', 'all that failed and may end differently')
    .option('--collection <name>', 'with --all: of this collection')
    .option('--reason <code>', 'with --all: that failed for this reason')
    .option('--text <text>', 'with --all: with this in title or path')
    .action(serverAction(environment, async () => (await load()).retryDocumentsCommand));
  documents
    .command('cancel [id...]')
    .description('stop the work on documents; older versions go on answering')
    .option('--all', 'all that are in work')
    .option('--collection <name>', 'with --all: of this collection')
    .option('--text <text>', 'with --all: with this in title or path')
    .action(serverAction(environment, async () => (await load()).cancelDocumentsCommand));
}
