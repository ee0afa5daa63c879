import type { AnswerReceiptView } from '@carrel/contract';
import { fromBase64, fromHex, hashLeaf, parseSignedCheckpoint, sha256, toHex, verifyInclusion } from '@carrel/tlog';
import { z } from 'zod';
import { signatureProblem } from './signature-problem.ts';

type ReceiptEvent = AnswerReceiptView['events'][number];
type ReceiptDisclosure = AnswerReceiptView['disclosures'][number];

/** What the reader sees, which is compared with what the log says. */
export interface ShownAnswer {
  readonly answerId: string;
  readonly question: string;
  readonly answer: string;
  /** The event that the page names, and its number in the log. */
  readonly eventId: string;
  readonly seq: number;
}

/** A log as one signed checkpoint states it. */
export interface StatedLog {
  readonly origin: string;
  readonly shard: number;
  readonly verifierKey: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export type RecordProblem = 'not-in-log' | 'not-signed' | 'other-answer' | 'other-text';

export type RecordFindings =
  /** Nothing is wrong: this browser cannot check signatures, or not at an address without https. */
  | { readonly type: 'cannot-check' }
  | { readonly type: 'does-not-hold'; readonly problem: RecordProblem }
  | {
      readonly type: 'holds';
      /** Of the last event. */
      readonly seq: number;
      readonly log: StatedLog;
      /** False: the texts were not disclosed, because what the answer rests on may no longer be read. */
      readonly areTextsChecked: boolean;
    };

const leafSchema = z.object({
  id: z.string(),
  seq: z.int(),
  log: z.string(),
  target: z.object({ ref: z.string() }).nullish(),
  sealed: z.record(z.string(), z.object({ ct: z.string(), kc: z.string() })).optional(),
});
type Leaf = z.infer<typeof leafSchema>;

/**
 * Checks the receipt of an answer in the browser, with what it holds alone: each entry's hash is one that the signed
 * checkpoint covers (RFC 6962), the entry is about this answer, and question and answer on the screen are those that were
 * sealed. `docs/compliance.md` says how to do the same by hand.
 */
export async function checkRecord(receipt: AnswerReceiptView, shown: ShownAnswer): Promise<RecordFindings> {
  const leaves = new Map<string, Leaf>();
  for (const event of receipt.events) {
    const leaf = await checkEvent(event, shown.answerId);
    if (leaf === 'cannot-check') return { type: 'cannot-check' };
    if (typeof leaf === 'string') return { type: 'does-not-hold', problem: leaf };
    leaves.set(leaf.id, leaf);
  }
  const last = receipt.events.at(-1);
  if (last === undefined || leaves.get(shown.eventId)?.seq !== shown.seq) return { type: 'does-not-hold', problem: 'other-answer' };
  const texts = new Map<string, string | null>();
  for (const disclosure of receipt.disclosures) texts.set(disclosure.field, await openedText(disclosure, leaves.get(disclosure.eventId)));
  const isOther = (field: 'question' | 'answer') => texts.has(field) && texts.get(field) !== shown[field];
  if (isOther('question') || isOther('answer')) return { type: 'does-not-hold', problem: 'other-text' };
  return { type: 'holds', seq: last.seq, log: statedLog(last), areTextsChecked: texts.has('question') && texts.has('answer') };
}

async function checkEvent(event: ReceiptEvent, answerId: string): Promise<Leaf | RecordProblem | 'cannot-check'> {
  const leaf = parseLeaf(event.leaf);
  if (leaf === null || !isInTree(event)) return 'not-in-log';
  const signing = await signatureProblem(event.checkpoint, event.verifierKey);
  if (signing !== null) return signing === 'cannot-check' ? signing : 'not-signed';
  return isAbout(leaf, event, answerId) ? leaf : 'other-answer';
}

function parseLeaf(text: string): Leaf | null {
  try {
    return leafSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);
const utf8 = (text: string) => new TextEncoder().encode(text);

function isInTree(event: ReceiptEvent): boolean {
  const checkpoint = parseSignedCheckpoint(event.checkpoint);
  if (checkpoint === null || checkpoint.size !== event.size) return false;
  const leafHash = hashLeaf(utf8(event.leaf));
  return (
    toHex(leafHash) === event.leafHash &&
    verifyInclusion({ index: event.seq, size: event.size, root: checkpoint.root, leafHash, proof: event.proof.map(bytesOf) })
  );
}

function isAbout(leaf: Leaf, event: ReceiptEvent, answerId: string): boolean {
  const origin = parseSignedCheckpoint(event.checkpoint)?.origin;
  return leaf.id === event.eventId && leaf.seq === event.seq && leaf.log === origin && leaf.target?.ref === answerId;
}

function statedLog({ checkpoint, shard, verifierKey }: ReceiptEvent): StatedLog {
  const { origin = '', size = 0, root = new Uint8Array(0) } = parseSignedCheckpoint(checkpoint) ?? {};
  return { origin, shard, verifierKey, size, root };
}

/** Null when ciphertext or key are others than those that the entry commits to (HKDF-SHA256, RFC 5869; AES-256-GCM). */
async function openedText({ eventId, field, eventKey, ciphertext }: ReceiptDisclosure, leaf: Leaf | undefined): Promise<string | null> {
  const seal = leaf?.sealed?.[field];
  const sealed = fromBase64(ciphertext);
  if (seal === undefined || sealed === null || toHex(sha256(sealed)) !== seal.ct) return null;
  const key = await hmac(bytesOf(eventKey), utf8(field), Uint8Array.of(1));
  if (toHex(await hmac(bytesOf(eventKey), key, utf8(field), Uint8Array.of(2))) !== seal.kc) return null;
  try {
    const plaintext = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.subarray(1, 13), additionalData: utf8(`carrel-audit/1 ${eventId} ${field}`) },
      await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']),
      sealed.subarray(13),
    );
    return textOf(JSON.parse(new TextDecoder().decode(plaintext)));
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? value.text : null;
}

async function hmac(key: Uint8Array<ArrayBuffer>, ...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  const message = Uint8Array.from(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.sign(algorithm, imported, message));
}
