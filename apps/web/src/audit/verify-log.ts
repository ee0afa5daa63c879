import { routes, type CarrelClient } from '@carrel/contract';
import {
  bundlePath,
  bundlesBetween,
  createTreeBuilder,
  decodeEntries,
  equalBytes,
  fromHex,
  hashLeaf,
  parseSignedCheckpoint,
  toHex,
  verifyInclusion,
} from '@carrel/tlog';
import type { RememberedLog } from '../record/remembered-log.ts';
import { signatureProblem } from '../record/signature-problem.ts';

/** What a check in the browser came to. `problem` names what does not hold. */
export type Verdict =
  | { readonly isWhole: true; readonly size: number; readonly rootHash: string; readonly key: string; readonly at: number }
  | { readonly isWhole: false; readonly problem: Problem; readonly seq: number | null };

export type Problem =
  /** Nothing is wrong: this browser cannot check signatures, or not at an address without https. */
  | 'cannot-check'
  | 'no-checkpoint'
  | 'bad-signature'
  | 'entries-missing'
  | 'chain-broken'
  | 'other-root'
  | 'other-than-before'
  | 'not-included'
  | 'other-leaf';

const decoder = new TextDecoder();
const firstPrev = '0'.repeat(64);

export interface YearCheck {
  readonly shard: number;
  /** Null: this browser has not verified the year before. */
  readonly seen: RememberedLog | null;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Verifies a year of the log in this browser: the signature of the newest checkpoint, the hash of every entry, that each names
 * the one before, and that they give the root that was signed, and the one that this browser has seen before. Nothing that the
 * server says about them is believed.
 */
export async function verifyYear(client: CarrelClient, input: YearCheck): Promise<Verdict> {
  const { shard, seen, signal } = input;
  const { items } = await client.call(routes.listPublishedLogs, { signal });
  const log = items.find((one) => one.shard === shard);
  const checkpoint = log === undefined ? null : parseSignedCheckpoint(log.checkpoint);
  if (log === undefined || checkpoint === null) return failed('no-checkpoint');
  const signing = await signatureProblem(log.checkpoint, log.verifierKey);
  if (signing !== null) return failed(signing);
  const read = await readTree(client, input, checkpoint.size);
  if ('isWhole' in read) return read;
  if (!equalBytes(read.root, checkpoint.root)) return failed('other-root');
  const isSame = seen === null || (seen.rootHash === read.seenRoot && seen.verifierKey === log.verifierKey);
  if (!isSame) return failed('other-than-before');
  return { isWhole: true, size: checkpoint.size, rootHash: toHex(checkpoint.root), key: log.verifierKey, at: Date.now() };
}

/** Hashes every entry; the first that is missing or does not go on from the one before ends it. */
async function readTree(
  client: CarrelClient,
  { shard, seen, signal, onProgress }: YearCheck,
  size: number,
): Promise<Verdict | { readonly root: Uint8Array; readonly seenRoot: string | null }> {
  const tree = createTreeBuilder();
  let prev: string | null = null;
  let seenRoot: string | null = null;
  for (const bundle of bundlesBetween(0, size)) {
    const path = bundlePath(bundle).slice('tile/'.length);
    const response = await client.raw(routes.getTile, { params: { shard: String(shard), path }, signal });
    const entries = decodeEntries(new Uint8Array(await response.arrayBuffer()));
    if (entries?.length !== bundle.width) return failed('entries-missing', tree.size);
    for (const entry of entries) {
      if (!goesOn(entry, prev)) return failed('chain-broken', tree.size);
      const hash = hashLeaf(entry);
      tree.append(hash);
      prev = toHex(hash);
      if (tree.size === seen?.size) seenRoot = toHex(tree.root());
    }
    onProgress(tree.size, size);
    // The page stays alive while a long log is hashed.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { root: tree.root(), seenRoot };
}

/** @param prev hash of the entry before; null for the first of the year. */
function goesOn(entry: Uint8Array, prev: string | null): boolean {
  return prev === null ? isFirst(entry) : prevOf(entry) === prev;
}

/** Verifies one event in this browser: that these bytes are at its place in the log that the newest checkpoint signs. */
export async function verifyEvent(
  client: CarrelClient,
  event: { readonly id: string; readonly leaf: string; readonly seq: number },
): Promise<Verdict> {
  const proof = await client.call(routes.proveInclusion, { params: { id: event.id } });
  const checkpoint = parseSignedCheckpoint(proof.checkpoint);
  const leafHash = hashLeaf(new TextEncoder().encode(event.leaf));
  if (checkpoint === null) return failed('no-checkpoint');
  const signing = await signatureProblem(proof.checkpoint, proof.verifierKey);
  if (signing !== null) return failed(signing);
  if (toHex(leafHash) !== proof.leafHash || proof.seq !== event.seq) return failed('other-leaf', event.seq);
  const isIncluded = verifyInclusion({
    index: event.seq,
    size: checkpoint.size,
    root: checkpoint.root,
    leafHash,
    proof: proof.proof.map((hash) => fromHex(hash) ?? new Uint8Array(0)),
  });
  if (!isIncluded) return failed('not-included', event.seq);
  return { isWhole: true, size: checkpoint.size, rootHash: toHex(checkpoint.root), key: proof.verifierKey, at: Date.now() };
}

function failed(problem: Problem, seq: number | null = null): Verdict {
  return { isWhole: false, problem, seq };
}

function prevOf(entry: Uint8Array): string {
  const leaf = parsed(entry);
  return 'prev' in leaf && typeof leaf.prev === 'string' ? leaf.prev : '';
}

/** A year begins with the event that opens it; the first year of all goes on from nothing. */
function isFirst(entry: Uint8Array): boolean {
  const leaf = parsed(entry);
  if (!('type' in leaf) || leaf.type !== 'log.opened') return false;
  const detail = 'detail' in leaf && typeof leaf.detail === 'object' && leaf.detail !== null ? leaf.detail : {};
  const before = 'prev_shard' in detail ? detail.prev_shard : null;
  return before !== null || prevOf(entry) === firstPrev;
}

function parsed(entry: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(decoder.decode(entry));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
