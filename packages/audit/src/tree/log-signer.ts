import { ed25519Key, signatureTypes, verifierKey, type VerifierKey } from '@carrel/tlog';
import { readOrMakeSecret } from '../sealing/secret-file.ts';

/** Signs for the log. Only the sequencer's process has one. */
export interface LogSigner {
  /** The key as it is called for a shard: by the shard's name, so each year has an id of its own. */
  keyFor(logName: string): VerifierKey;
  /** Ed25519: the same bytes give the same signature. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Signs with the Ed25519 key whose seed lies in a file, mode 0600, made at the first start. The file belongs into every
 * backup: a log goes on only with the key that has signed it.
 * @throws INVALID_CONFIGURATION when the file is there but is not such a seed.
 */
export async function createFileLogSigner(options: { readonly path: string }): Promise<LogSigner> {
  const key = await ed25519Key(await readOrMakeSecret(options.path));
  return { keyFor: (logName) => verifierKey(logName, signatureTypes.ed25519, key.publicKey), sign: key.sign };
}
