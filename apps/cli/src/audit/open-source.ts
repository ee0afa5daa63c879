import { openFolderLog, parseExportLine, readLeafLines, readTiledLog, type RawLogItem } from '@carrel/audit';
import type { Secret } from '@carrel/runtime';
import { openLines } from '../commands/open-lines.ts';
import { UsageError } from '../usage-error.ts';
import { openUrlLog } from './url-log.ts';
import { openZipLog } from './zip-log.ts';

/** Where `carrel audit verify` reads from, when it is not the server. At most one of them. */
export interface SourceOptions {
  readonly file?: string;
  readonly dir?: string;
  readonly bundle?: string;
  readonly url?: readonly string[];
}

export interface LogSource {
  readonly items: AsyncIterable<RawLogItem>;
  /** Whether it is signed: a shard without a checkpoint is incomplete then. */
  readonly needsCheckpoints: boolean;
}

/** Null when none is named. @throws UsageError for more than one; NOT_FOUND, INVALID_REQUEST when it cannot be read. */
export async function openSource(options: SourceOptions, key: Secret<string> | null): Promise<LogSource | null> {
  const { file, dir, bundle, url } = options;
  if ([file, dir, bundle, url].filter((one) => one !== undefined).length > 1)
    throw new UsageError('Give one of --file, --dir, --bundle and --url.');
  if (file !== undefined) return { items: await readLines(file), needsCheckpoints: false };
  if (dir !== undefined) return { items: readTiledLog(await openFolderLog(dir)), needsCheckpoints: true };
  if (bundle !== undefined) return { items: readBundle(bundle), needsCheckpoints: true };
  if (url !== undefined) return { items: readTiledLog(openUrlLog(url, key)), needsCheckpoints: true };
  return null;
}

async function* readBundle(path: string): AsyncGenerator<RawLogItem> {
  const log = await openZipLog(path);
  try {
    yield* readTiledLog(log);
  } finally {
    log.close();
  }
}

/** An export in the raw form, or leaves one a line: the first line tells. */
async function readLines(file: string): Promise<AsyncIterable<RawLogItem>> {
  for await (const line of await openLines(file)) {
    if (line === '') continue;
    if (line.includes('"v":"carrel-audit/1"')) return readLeafLines(await openLines(file));
    break;
  }
  return rawItems(await openLines(file));
}

export async function* rawItems(lines: AsyncIterable<string>): AsyncGenerator<RawLogItem> {
  for await (const line of lines) if (line !== '') yield parseExportLine(line);
}
