import {
  bundlePath,
  cosignNote,
  createTreeBuilder,
  ed25519Key,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  fromHex,
  growTiles,
  parseSignedCheckpoint,
  signatureTypes,
  signNote,
  tileWidth,
  verifierKey,
  type Ed25519Key,
} from '../../../packages/tlog/src/index.ts';
import { createShardWriter } from '../../../apps/cli/src/audit/shard-writer.ts';
import type { RawLogItem } from '../../../packages/audit/src/index.ts';

export type Files = Readonly<Record<string, Uint8Array>>;

/** Who signs: the log, and a witness. */
export interface Signers {
  readonly log: Ed25519Key;
  readonly witness: Ed25519Key;
  readonly witnessName: string;
}

export async function signersOf(logByte: number, witnessByte: number, witnessName = 'witness.test/w1'): Promise<Signers> {
  const keyOf = (byte: number) => ed25519Key(new Uint8Array(32).fill(byte));
  return { log: await keyOf(logByte), witness: await keyOf(witnessByte), witnessName };
}

export const logKeyOf = ({ log }: Signers, origin: string) => verifierKey(origin, signatureTypes.ed25519, log.publicKey);
export const witnessKeyOf = ({ witness, witnessName }: Signers) =>
  verifierKey(witnessName, signatureTypes.cosignatureV1, witness.publicKey);

/** A checkpoint over what is there, signed by the log and, if it is asked for, by the witness. */
export async function signCheckpoint(
  signers: Signers,
  content: { readonly origin: string; readonly size: number; readonly root: Uint8Array },
  isCosigned: boolean,
): Promise<string> {
  const text = formatCheckpoint({ ...content, extensions: [] });
  const signatures = [await signNote(text, { key: logKeyOf(signers, content.origin), sign: signers.log.sign })];
  if (isCosigned) signatures.push(await cosignNote(text, 1_770_000_000, { key: witnessKeyOf(signers), sign: signers.witness.sign }));
  return formatNote({ text, signatures });
}

/**
 * Makes everything that follows from the entries anew: tiles, and with `signers` checkpoints at the same sizes (and at the new
 * end), as somebody does who has the database and perhaps the key of the log. Without signers the checkpoints stay.
 */
export async function remake(
  items: readonly RawLogItem[],
  resign: { readonly signers: Signers; readonly isCosigned: boolean } | null,
): Promise<readonly RawLogItem[]> {
  const made: RawLogItem[] = [];
  for (const shard of shardsOf(items)) made.push(...(await remakeShard(items, shard, resign)));
  return [...made, ...items.filter((item) => item.kind === 'pending')];
}

export function shardsOf(items: readonly RawLogItem[]): readonly number[] {
  return items.flatMap((item) => (item.kind === 'shard' ? [item.shard] : []));
}

async function remakeShard(
  items: readonly RawLogItem[],
  shard: number,
  resign: Parameters<typeof remake>[1],
): Promise<readonly RawLogItem[]> {
  const mine = items.filter((item) => item.kind !== 'pending' && item.kind !== 'damage' && item.shard === shard);
  const entries = mine.flatMap((item) => (item.kind === 'entry' ? [item] : []));
  const hashes = entries.map(({ leafHash }) => fromHex(leafHash) ?? new Uint8Array(32));
  const notes = mine.flatMap((item) => (item.kind === 'checkpoint' ? [item.note] : []));
  const tiles = await growTiles(async () => null, { fromSize: 0, leafHashes: hashes });
  const checkpoints = resign === null ? notes : await signAgain(resign, { notes, hashes });
  return [
    { kind: 'shard', shard, size: entries.length },
    ...mine.filter((item) => item.kind === 'key'),
    ...checkpoints.map((note) => ({ kind: 'checkpoint' as const, shard, note })),
    ...entries,
    ...tiles.map(({ level, index, data }) => ({ kind: 'tile' as const, shard, level, index, data })),
  ];
}

async function signAgain(
  { signers, isCosigned }: NonNullable<Parameters<typeof remake>[1]>,
  { notes, hashes }: { readonly notes: readonly string[]; readonly hashes: readonly Uint8Array[] },
): Promise<readonly string[]> {
  const parsed = notes.map(parseSignedCheckpoint).filter((one) => one !== null);
  const origin = parsed[0]?.origin ?? '';
  const sizes = new Set(parsed.map(({ size }) => Math.min(size, hashes.length)));
  const builder = createTreeBuilder();
  const signed: string[] = [];
  for (const hash of hashes) {
    builder.append(hash);
    if (sizes.has(builder.size))
      signed.push(await signCheckpoint(signers, { origin, size: builder.size, root: builder.root() }, isCosigned));
  }
  return signed;
}

/** The log as files, in the layout of C2SP tlog-tiles. A bundle is put where the checkpoint says that it is, whatever is in it. */
export async function filesOf(items: readonly RawLogItem[]): Promise<Files> {
  const files: Record<string, Uint8Array> = {};
  const writer = createShardWriter(async (name, content) => void (files[name] = Buffer.from(content)));
  for (const item of items) await writer.take(item);
  await writer.finish();
  return Object.fromEntries(Object.entries(files).map(([name, data]) => [whereItIsLookedFor(name, files), data]));
}

function whereItIsLookedFor(name: string, files: Files): string {
  const [, shard = '', index = ''] = /^(\d{4})\/tile\/entries\/(\d{3})(?:\.p\/\d+)?$/.exec(name) ?? [];
  const size = parseSignedCheckpoint(Buffer.from(files[`${shard}/checkpoint`] ?? []).toString('utf8'))?.size ?? 0;
  const width = Math.min(tileWidth, size - Number(index) * tileWidth);
  return index === '' || width < 1 ? name : `${shard}/${bundlePath({ index: Number(index), width })}`;
}

export const keyLine = (signers: Signers, origin: string) => formatVerifierKey(logKeyOf(signers, origin));
