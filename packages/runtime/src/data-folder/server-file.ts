import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** What the running instance says about itself in `server.json`. */
export const serverInfoSchema = z.object({
  pid: z.int().positive(),
  /** Null: on the Unix socket alone. */
  port: z.int().nullable(),
  url: z.string().nullable(),
  socketPath: z.string(),
  /** A program that keeps a connection to this socket open keeps a socket-only instance alive. */
  holdSocketPath: z.string().nullable(),
  isReady: z.boolean(),
  /** The processes under the supervisor: after its sudden end they may need a moment to leave. */
  childPids: z.array(z.int().positive()),
  startedAt: z.string(),
  version: z.string(),
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;

/** Null when there is no file, or one that says nothing sensible. The file may be stale: only the lock tells. */
export function readServerFile(path: string): ServerInfo | null {
  try {
    const parsed = serverInfoSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Mode 0600, and whole at every moment. */
export function writeServerFile(path: string, info: ServerInfo): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(info)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

export function removeServerFile(path: string): void {
  rmSync(path, { force: true });
}
