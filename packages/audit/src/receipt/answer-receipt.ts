import { createHmac } from 'node:crypto';
import { fromHex, parseSignedCheckpoint, parseVerifierKey, verifyInclusion, verifyNote } from '@carrel/tlog';
import { z } from 'zod';
import { leafHash } from '../leaf/leaf-hash.ts';
import { leafSchema, sealedFieldNames, type Leaf, type SealedFieldName } from '../leaf/leaf-schema.ts';
import { digestSchema, eventIdSchema } from '../leaf/leaf-values.ts';
import { decrypt } from '../sealing/aead.ts';
import { isDisclosureOf } from '../sealing/disclosure.ts';
import { sealContext } from '../sealing/seal-field.ts';

/**
 * What a person keeps of an answer: both events as they stand in the log, word by word, proofs that a signed checkpoint covers
 * them, and the keys of question and answer, which the events commit to. It verifies without Carrel and without the log, and
 * shows later whether the log still says the same.
 */
export const answerReceiptSchema = z.object({
  format: z.literal('carrel-receipt/1'),
  answerId: z.string(),
  events: z
    .array(
      z.object({
        eventId: eventIdSchema,
        type: z.string(),
        shard: z.int(),
        seq: z.int().nonnegative(),
        leafHash: digestSchema,
        /** The entry, byte by byte as it was hashed. */
        leaf: z.string(),
        size: z.int().positive(),
        /** RFC 6962 §2.1.1, from the leaf to the root of the tree that the checkpoint signs. */
        proof: z.array(digestSchema),
        checkpoint: z.string(),
        verifierKey: z.string(),
      }),
    )
    .min(1)
    .max(2),
  disclosures: z.array(
    z.object({ eventId: eventIdSchema, field: z.enum(sealedFieldNames), eventKey: digestSchema, ciphertext: z.base64() }),
  ),
});
export type AnswerReceipt = z.infer<typeof answerReceiptSchema>;
export type ReceiptEvent = AnswerReceipt['events'][number];

/** What a receipt says, once it has been found to hold. */
export interface ReceiptWords {
  readonly question: string | null;
  readonly answer: string | null;
  /** The time of the last event, as the log has it. */
  readonly time: string;
  readonly keys: readonly string[];
}

/** Null when the text is no receipt. */
export function parseAnswerReceipt(text: string): AnswerReceipt | null {
  try {
    return answerReceiptSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Checks a receipt by itself: signatures, proofs, hashes, and that question and answer are those that the events commit to.
 * @returns what it says, or in `problem` what does not hold.
 */
export async function checkAnswerReceipt(receipt: AnswerReceipt): Promise<ReceiptWords | { readonly problem: string }> {
  const leaves = new Map<string, Leaf>();
  for (const event of receipt.events) {
    const leaf = await checkEvent(event);
    if (leaf === null) return { problem: `The event ${event.eventId} is not in the log that the checkpoint signs.` };
    if (leaf.target?.ref !== receipt.answerId) return { problem: `The event ${event.eventId} is about another answer.` };
    leaves.set(leaf.id, leaf);
  }
  const words = new Map<SealedFieldName, string>();
  for (const disclosure of receipt.disclosures) {
    const value = openOf(disclosure, leaves.get(disclosure.eventId));
    if (value === null) return { problem: `The text of the field "${disclosure.field}" is not the one that was recorded.` };
    words.set(disclosure.field, value);
  }
  return {
    question: words.get('question') ?? null,
    answer: words.get('answer') ?? null,
    time: [...leaves.values()].at(-1)?.time ?? '',
    keys: [...new Set(receipt.events.map(({ verifierKey }) => verifierKey))],
  };
}

function openOf(disclosure: AnswerReceipt['disclosures'][number], leaf: Leaf | undefined): string | null {
  const seal = leaf?.sealed?.[disclosure.field];
  return seal !== undefined && isDisclosureOf(disclosure, seal) ? open(disclosure) : null;
}

async function checkEvent(event: ReceiptEvent): Promise<Leaf | null> {
  const bytes = Buffer.from(event.leaf, 'utf8');
  if (leafHash(bytes) !== event.leafHash || !(await isIncluded(event))) return null;
  const leaf = leafSchema.safeParse(parseJson(event.leaf)).data;
  if (leaf === undefined) return null;
  const says = [leaf.id, leaf.seq, leaf.type, leaf.log];
  const isSame = says.every((value, at) => value === [event.eventId, event.seq, event.type, originOf(event)][at]);
  return isSame && leaf.log.endsWith(`/${event.shard}`) ? leaf : null;
}

const originOf = ({ checkpoint }: ReceiptEvent) => parseSignedCheckpoint(checkpoint)?.origin ?? null;

/** Whether a checkpoint that the key has signed covers the hash at this place. */
async function isIncluded(event: ReceiptEvent): Promise<boolean> {
  const [checkpoint, key] = [parseSignedCheckpoint(event.checkpoint), parseVerifierKey(event.verifierKey)];
  if (checkpoint === null || key === null || checkpoint.origin !== key.name || checkpoint.size !== event.size) return false;
  const signatures = await verifyNote(checkpoint.note, [key]);
  if (signatures === null || signatures.length === 0) return false;
  const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);
  return verifyInclusion({
    index: event.seq,
    size: event.size,
    root: checkpoint.root,
    leafHash: bytesOf(event.leafHash),
    proof: event.proof.map(bytesOf),
  });
}

/** The field's key is the first block of HKDF-SHA256 (RFC 5869) under what was disclosed. */
function open({ eventId, field, eventKey, ciphertext }: AnswerReceipt['disclosures'][number]): string | null {
  const key = createHmac('sha256', Buffer.from(eventKey, 'hex')).update(field).update(Uint8Array.of(1)).digest();
  const plaintext = decrypt({ key, ciphertext: Buffer.from(ciphertext, 'base64'), context: sealContext(eventId, field) });
  if (plaintext === null) return null;
  const value: unknown = parseJson(Buffer.from(plaintext).toString('utf8'));
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? value.text : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
