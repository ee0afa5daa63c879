import { readFile } from 'node:fs/promises';
import {
  checkAnswerReceipt,
  parseAnswerReceipt,
  parseDisclosure,
  parseReceipt,
  type AnswerReceipt,
  type AuditReceipt,
  type Disclosure,
} from '@carrel/audit';
import { CarrelError } from '@carrel/core';
import { parseKeyLine, parseSignedCheckpoint, parseWitnessPolicy, type RangedKey, type WitnessPolicy } from '@carrel/tlog';
import { UsageError } from '../usage-error.ts';

/** What whoever verifies has from elsewhere. */
export interface Trust {
  readonly keys?: readonly RangedKey[];
  readonly keptCheckpoints?: readonly string[];
  readonly receipts?: readonly AuditReceipt[];
  readonly policy?: WitnessPolicy;
  readonly disclosures?: readonly Disclosure[];
  readonly table?: string;
}

export interface TrustOptions {
  readonly keys?: string;
  readonly sinceCheckpoint?: readonly string[];
  readonly receipts?: string;
  readonly receipt?: readonly string[];
  readonly policy?: string;
  readonly disclosures?: string;
  readonly csv?: string;
}

/** Reads `--keys`, `--policy`, `--since-checkpoint`, `--receipts`, `--receipt`, `--disclosures` and `--csv`. @throws UsageError when one of them cannot be understood; NOT_FOUND. */
export async function readTrust(options: TrustOptions): Promise<Trust> {
  const { keys, sinceCheckpoint, receipts, receipt, policy, disclosures, csv } = options;
  const kept = await Promise.all((receipt ?? []).map(answerReceiptOf));
  return {
    ...(keys !== undefined && { keys: linesOf(await read(keys)).map((line) => keyOf(line, keys)) }),
    keptCheckpoints: [
      ...(await Promise.all((sinceCheckpoint ?? []).map(checkpointOf))),
      ...new Set(kept.flatMap(({ events }) => events.map(({ checkpoint }) => checkpoint))),
    ],
    receipts: [
      ...(receipts === undefined ? [] : linesOf(await read(receipts)).map((line) => receiptOf(line, receipts))),
      ...kept.flatMap(({ events }) => events),
    ],
    ...(policy !== undefined && { policy: await policyOf(policy) }),
    disclosures: [
      ...(disclosures === undefined ? [] : linesOf(await read(disclosures)).map((line) => disclosureOf(line, disclosures))),
      ...kept.flatMap((one) => one.disclosures),
    ],
    ...(csv !== undefined && { table: await read(csv) }),
  };
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));

function keyOf(line: string, file: string): RangedKey {
  const key = parseKeyLine(line);
  if (key === null)
    throw new UsageError(
      `--keys: expected lines such as name+id+key, or name+id+key FROM TO with sizes of the log, in ${file}, got "${line}".`,
    );
  return key;
}

async function checkpointOf(file: string): Promise<string> {
  const note = await read(file);
  if (parseSignedCheckpoint(note) === null) throw new UsageError(`--since-checkpoint: ${file} is no checkpoint.`);
  return note;
}

function receiptOf(line: string, file: string): AuditReceipt {
  const receipt = parseReceipt(line);
  if (receipt === null) throw new UsageError(`--receipts: expected a receipt in each line of ${file}, got "${line}".`);
  return receipt;
}

/** One that does not hold by itself says nothing about any log. */
async function answerReceiptOf(file: string): Promise<AnswerReceipt> {
  const receipt = parseAnswerReceipt(await read(file));
  if (receipt === null) throw new UsageError(`--receipt: ${file} is no receipt of an answer.`);
  const found = await checkAnswerReceipt(receipt);
  if ('problem' in found) throw new UsageError(`--receipt: ${file} does not hold by itself. ${found.problem}`);
  return receipt;
}

async function policyOf(file: string): Promise<WitnessPolicy> {
  const policy = parseWitnessPolicy(await read(file));
  if (policy === null)
    throw new UsageError(`--policy: ${file} is no policy (C2SP tlog-policy): it needs lines "witness" and a line "quorum".`);
  return policy;
}

function disclosureOf(line: string, file: string): Disclosure {
  const disclosure = parseDisclosure(line);
  if (disclosure === null) throw new UsageError(`--disclosures: expected a disclosed key in each line of ${file}.`);
  return disclosure;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CarrelError('NOT_FOUND', { message: `There is no file ${file} that can be read.`, cause: error });
  }
}
