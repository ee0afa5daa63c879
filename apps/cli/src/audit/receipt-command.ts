import { writeFile } from 'node:fs/promises';
import { answerReceiptSchema, checkAnswerReceipt } from '@carrel/audit';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { textArgument, textOption } from '../option-values.ts';
import type { CommandInput } from '../run-command.ts';

/**
 * `carrel audit receipt`: what one keeps of an answer, checked here before it is handed on.
 * @throws INTERNAL when it does not hold: the server says something else than it has signed.
 */
export async function receiptCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { terminal } = context;
  const receipt = answerReceiptSchema.parse(await client.call(routes.getAnswerReceipt, { params: { id: textArgument(args, 0) }, signal }));
  const found = await checkAnswerReceipt(receipt);
  if ('problem' in found)
    throw new CarrelError('INTERNAL', { message: `The receipt does not hold: ${found.problem} Keep it, and look into the log.` });
  const file = textOption(options, 'file');
  if (file !== undefined) await writeFile(file, `${JSON.stringify(receipt, null, 2)}\n`, { mode: 0o600 });
  if (terminal.isJson) {
    terminal.json(receipt);
    return;
  }
  const lines = receipt.events.map(({ type, seq, shard }) => `${type} is entry ${seq} of ${shard}`);
  terminal.text(`${lines.join(', ')}; recorded ${found.time}.\nSigned by ${found.keys.join(', ')}\n`);
  if (file === undefined) terminal.note('Keep it with --file; "carrel audit verify --receipt FILE" compares the log with it.');
}
