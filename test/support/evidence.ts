import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ed25519Key, signatureTypes, verifierKey } from '../../packages/tlog/src/index.ts';
import { openZipLog } from '../../apps/cli/src/audit/zip-log.ts';
import { createLogFiles, createPublisher, openFolderLog, readRawLog, readTiledLog, verifyLog } from '../../packages/audit/src/index.ts';
import type { LogFiles, LogSigner, VerificationReport, VerifyOptions } from '../../packages/audit/src/index.ts';
import { aBusyLog } from '../../packages/audit/src/fixtures/a-busy-log.ts';
import type { AuditHarness } from '../../packages/audit/src/fixtures/audit-harness.ts';
import { writeBundle } from '../../apps/cli/src/audit/write-bundle.ts';
import { createRecordingLogger } from './fakes/recording-logger.ts';

/** A log of some hours over a new year, published, and put into an evidence bundle. */
export interface Evidence {
  readonly harness: AuditHarness;
  readonly zipPath: string;
  /** The files of the bundle, by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Time at which it is verified, Unix milliseconds. */
  readonly nowMs: number;
  remove(): Promise<void>;
}

/** A signer whose key is made of one byte. */
export async function signerOf(byte: number): Promise<LogSigner> {
  const key = await ed25519Key(new Uint8Array(32).fill(byte));
  return { keyFor: (logName) => verifierKey(logName, signatureTypes.ed25519, key.publicKey), sign: key.sign };
}

/** Publishes what is in the harness's log, in steps of at most `maxEntries`, without files. */
export async function publishLogInMemory(harness: AuditHarness, signer: LogSigner, maxEntries: number): Promise<void> {
  await publish(harness, { signer, maxEntries, files: noFiles });
}

const noFiles: LogFiles = {
  readCheckpoint: async () => null,
  writeFiles: async () => {},
  writeCheckpoint: async () => {},
  removeNarrower: async () => {},
};

/** Publishes what is in the harness's log, in steps of at most `maxEntries`, into a folder. */
export async function publishLog(harness: AuditHarness, folder: string, signer: LogSigner, maxEntries: number): Promise<void> {
  await publish(harness, { signer, maxEntries, files: createLogFiles({ folder }) });
}

async function publish(
  { store, clock }: AuditHarness,
  { signer, files, maxEntries }: { readonly signer: LogSigner; readonly files: LogFiles; readonly maxEntries: number },
): Promise<void> {
  const logger = createRecordingLogger().logger;
  const publisher = createPublisher({ store, clock, logger, signer, files }, { maxEntries });
  const lease = await store.transaction(({ leases }) => leases.acquire('sequencer', 'publisher', clock.nowMs() + 60_000, 15_000));
  if (lease === null) throw new Error('expected the lease to be free');
  await publisher.publish(lease);
  const { failureCode } = publisher.state();
  if (failureCode !== null) throw new Error(`publishing failed with ${failureCode}`);
}

export async function createEvidence(): Promise<Evidence> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-evidence-'));
  const { harness } = await aBusyLog();
  await publishLog(harness, join(folder, 'published'), await signerOf(7), 40);
  const zipPath = join(folder, 'evidence.zip');
  await writeBundle(readRawLog(harness.store.read), zipPath);
  return { harness, zipPath, files: await unpack(zipPath), nowMs: harness.clock.nowMs(), remove: () => rm(folder, { recursive: true }) };
}

/** All that the manifest names, and the manifest. */
async function unpack(zipPath: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const zip = await openZipLog(zipPath);
  const read = async (name: string) => (await zip.read(name)) ?? new Uint8Array(0);
  const manifest = await read('manifest.json');
  const { files } = manifestSchema.parse(JSON.parse(Buffer.from(manifest).toString('utf8')));
  const contents: Record<string, Uint8Array> = { 'manifest.json': manifest };
  for (const name of Object.keys(files)) contents[name] = await read(name);
  zip.close();
  return contents;
}

const manifestSchema = z.object({ files: z.record(z.string(), z.string()) });

/** Writes files into a new folder; gives its path. */
export async function writeFolder(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-unpacked-'));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** What Carrel's own verifier says about a folder. */
export async function verifyFolder(folder: string, options: VerifyOptions): Promise<VerificationReport> {
  return verifyLog(readTiledLog(await openFolderLog(folder)), { needsCheckpoints: true, ...options });
}
