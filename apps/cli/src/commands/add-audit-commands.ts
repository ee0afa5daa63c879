import type { Environment } from '@carrel/runtime';
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import type { VerifyOptions } from '../audit/verify-command.ts';
import { addRetentionCommands } from './add-retention-commands.ts';
import { collect } from '../option-values.ts';
import { serverAction } from '../run-command.ts';

export function addAuditCommands(program: Command, environment: Environment): void {
  const audit = program.command('audit').description('the log of answers, changes and accesses');
  addVerifyCommand(audit, environment);
  addRetentionCommands(audit, environment);
  audit
    .command('export')
    .description('the log in a file: leaves one a line, a table, the raw log, or evidence that is verified without Carrel')
    .option('--format <format>', 'jsonl, csv, raw or bundle (default: jsonl)')
    .option('--file <file>', 'write to this file (default: standard output)')
    .action(serverAction(environment, async () => (await import('../audit/export-command.ts')).exportCommand));
  audit
    .command('checkpoint')
    .description('the newest signed checkpoint: kept elsewhere, it shows later whether the log is still the same')
    .action(serverAction(environment, async () => (await import('../audit/proof-commands.ts')).checkpointCommand));
  audit
    .command('prove <event>')
    .description('proof that an event is in the signed log, verified on this side')
    .option('--file <file>', 'keep the proof in this file')
    .action(serverAction(environment, async () => (await import('../audit/proof-commands.ts')).proveCommand));
  audit
    .command('who-saw <document>')
    .description('who has seen a document, by pseudonym, in which version, and which answers used it')
    .option('--revision <version>', 'only this version of the document')
    .option('--answers', 'only answers that it was given to: the list for recalling them')
    .option('--from <time>', 'not before this time (UTC, ISO 8601)')
    .option('--to <time>', 'before this time')
    .action(serverAction(environment, async () => (await import('../audit/who-saw-command.ts')).whoSawCommand));
  audit
    .command('receipt <answer>')
    .description('the record of one’s own answer, verified on this side, to be kept')
    .option('--file <file>', 'keep it in this file')
    .action(serverAction(environment, async () => (await import('../audit/receipt-command.ts')).receiptCommand));
}

function addVerifyCommand(audit: Command, environment: Environment): void {
  const load = async () => import('../audit/verify-command.ts');
  audit
    .command('verify')
    .description('recompute the whole log: 0 whole, 1 tampered with, 2 incomplete, 3 bad usage, 4 whole but for erased content')
    .option('--file <file>', 'verify this export instead of the log of the server')
    .option('--dir <folder>', 'verify this folder of tiles: audit-log of a data folder, or a bundle that was unpacked')
    .option('--bundle <file>', 'verify this evidence bundle')
    .option('--url <address>', 'verify the log of a year on a web server (C2SP tlog-tiles); may be repeated', collect)
    .option('--keys <file>', 'trust these keys alone, one a line (default: the keys that the log names)')
    .option('--since-checkpoint <file>', 'the log must agree with this checkpoint, which was kept elsewhere; may be repeated', collect)
    .option('--policy <file>', 'the witnesses that must have cosigned (C2SP tlog-policy)')
    .option('--receipts <file>', 'the log must have these receipts, one JSON object a line')
    .option('--receipt <file>', 'the log must agree with this receipt of an answer; may be repeated', collect)
    .option('--disclosures <file>', 'keys of sealed fields that were disclosed, one JSON object a line: the log must commit to them')
    .option('--csv <file>', 'a table that was exported: the log must say the same')
    .exitOverride(refuseUsage)
    .action(async (...parameters: unknown[]) => {
      const { verifyServer, verifySource, verifyFailureStatus } = await load();
      try {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- commander's documented order of parameters
        const options = (parameters.at(-1) as Command).optsWithGlobals<VerifyOptions>();
        const trust = await (await import('../audit/read-trust.ts')).readTrust(options);
        const status = await verifySource(environment, options, trust);
        if (status !== null) process.exitCode = status;
        else await serverAction(environment, async () => (input) => verifyServer(input, trust))(...parameters);
      } catch (error) {
        // Status 1 says "tampered with": what stopped the verification must not say so.
        process.exitCode = verifyFailureStatus(error);
      }
    });
}

/** In `audit verify`, 2 says "incomplete"; bad usage is 3. */
function refuseUsage(error: CommanderError): never {
  throw error.exitCode === 0 ? error : new CommanderError(3, error.code, error.message);
}
