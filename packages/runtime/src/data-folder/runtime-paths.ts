import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const socketNames = ['api', 'inference', 'audit', 'hold'] as const;
export type SocketName = (typeof socketNames)[number];

/** Where everything lies that belongs to a data folder. All paths are absolute. */
export interface RuntimePaths {
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly blobsDir: string;
  readonly indexDir: string;
  readonly modelsDir: string;
  /** Secrets that Carrel made itself; mode 0700. */
  readonly keysDir: string;
  /** The key that wraps the data keys of the audit log; every process that records uses this one. Belongs into backups. */
  readonly auditKeyFile: string;
  /** Seed of the key that signs the audit log; the sequencer's process alone reads it. Belongs into backups. */
  readonly auditLogKeyFile: string;
  /** The audit log as plain files, one folder a year (C2SP tlog-tiles). */
  readonly auditLogDir: string;
  /** Signs sessions, unless CARREL_AUTH_SECRET is set. */
  readonly authSecretFile: string;
  /** What the Slack bot shows to the API, unless CARREL_SLACK_KEY is set. */
  readonly slackKeyFile: string;
  /** Files that live no longer than a process; emptied at start. */
  readonly tempDir: string;
  /** Lock and state of the running instance; mode 0700. */
  readonly runDir: string;
  readonly lockFile: string;
  /** Says how to reach the running instance; mode 0600. */
  readonly serverFile: string;
  /** Why Carrel must not start on this data folder, if there is a reason. */
  readonly startBlockFile: string;
  /** Folder of the Unix sockets: `runDir`, or a short folder under the system's temporary one. Mode 0700. */
  readonly socketDir: string;
  readonly sockets: Readonly<Record<SocketName, string>>;
  /** Indexes and results of measurements. */
  readonly evalDir: string;
}

/** A Unix socket's path must fit into `sun_path`: 108 bytes on Linux, 104 on macOS, with the final zero byte. */
const maxSocketPathBytes = 100;

export interface PathOptions {
  /** `file:` URL of the folder for files, if they are kept elsewhere. With another, the folder of the data folder holds those in use. */
  readonly blobsUri?: string | null;
  /** `file:` URL of the folder for the index, if it is kept elsewhere. */
  readonly indexUri?: string | null;
  /** The system's folder for temporary files, for sockets whose path would be too long. */
  readonly tempDir?: string;
}

/** @param dataDir the data folder; relative paths are resolved against the working directory. */
export function runtimePaths(dataDir: string, options: PathOptions = {}): RuntimePaths {
  const root = resolve(dataDir);
  const runDir = join(root, 'run');
  const socketDir = socketFolder(root, runDir, options.tempDir ?? tmpdir());
  const socket = (name: SocketName) => join(socketDir, `${name}.sock`);
  return {
    dataDir: root,
    databaseFile: join(root, 'carrel.sqlite'),
    blobsDir: folderOf(options.blobsUri) ?? join(root, 'blobs'),
    indexDir: folderOf(options.indexUri) ?? join(root, 'index'),
    modelsDir: join(root, 'models'),
    keysDir: join(root, 'keys'),
    auditKeyFile: join(root, 'keys', 'audit.key'),
    auditLogKeyFile: join(root, 'keys', 'audit-log.key'),
    auditLogDir: join(root, 'audit-log'),
    authSecretFile: join(root, 'keys', 'auth.secret'),
    slackKeyFile: join(root, 'keys', 'slack.key'),
    tempDir: join(root, 'tmp'),
    runDir,
    lockFile: join(runDir, 'lock.sqlite'),
    serverFile: join(root, 'server.json'),
    startBlockFile: join(root, 'start-block.json'),
    socketDir,
    sockets: { api: socket('api'), inference: socket('inference'), audit: socket('audit'), hold: socket('hold') },
    evalDir: join(root, 'eval'),
  };
}

function folderOf(uri: string | null | undefined): string | undefined {
  return uri?.startsWith('file:') === true ? fileURLToPath(uri) : undefined;
}

function socketFolder(root: string, runDir: string, tempDir: string): string {
  const longestName = 'inference.sock';
  if (Buffer.byteLength(join(runDir, longestName)) <= maxSocketPathBytes) return runDir;
  const name = `carrel-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  const short = join(tempDir, name);
  return Buffer.byteLength(join(short, longestName)) <= maxSocketPathBytes ? short : join('/tmp', name);
}
