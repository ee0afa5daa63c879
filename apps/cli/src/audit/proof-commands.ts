import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { fromHex, parseSignedCheckpoint, parseVerifierKey, toHex, verifyInclusion, verifyNote } from '@carrel/tlog';
import { writeFile } from 'node:fs/promises';
import { textArgument, textOption } from '../option-values.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel audit checkpoint`: the newest one, to be kept somewhere else. */
export async function checkpointCommand({ context, client, signal }: CommandInput): Promise<void> {
  const note = await (await client.raw(routes.getNewestCheckpoint, { signal })).text();
  const checkpoint = parseSignedCheckpoint(note);
  if (checkpoint === null) throw new CarrelError('INTERNAL', { message: 'The server sent something that is no checkpoint.' });
  const { origin, size, root } = checkpoint;
  if (context.terminal.isJson) context.terminal.json({ origin, size, rootHash: toHex(root), note });
  else context.terminal.text(note);
}

/**
 * `carrel audit prove`: the proof that an event is in the log, verified here before it is handed on.
 * @throws INTERNAL when the proof does not hold: the server says something else than it has signed.
 */
export async function proveCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const proof = await client.call(routes.proveInclusion, { params: { id: textArgument(args, 0) }, signal });
  const [checkpoint, key] = [parseSignedCheckpoint(proof.checkpoint), parseVerifierKey(proof.verifierKey)];
  const signatures = checkpoint === null || key === null ? null : await verifyNote(checkpoint.note, [key]);
  const isIncluded =
    checkpoint !== null &&
    verifyInclusion({
      index: proof.seq,
      size: checkpoint.size,
      root: checkpoint.root,
      leafHash: hashOf(proof.leafHash),
      proof: proof.proof.map(hashOf),
    });
  if (!isIncluded || signatures === null || signatures.length === 0)
    throw new CarrelError('INTERNAL', { message: `The proof for ${proof.eventId} does not hold: keep it, and look into the log.` });
  const file = textOption(options, 'file');
  if (file !== undefined) await writeFile(file, `${JSON.stringify(proof, null, 2)}\n`, { mode: 0o600 });
  if (context.terminal.isJson) context.terminal.json(proof);
  else
    context.terminal.text(
      `Event ${proof.eventId} is entry ${proof.seq} of ${checkpoint.origin}, which has ${checkpoint.size} entries.\nSigned by ${proof.verifierKey}\n`,
    );
}

function hashOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0);
}
