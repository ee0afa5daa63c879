import { chmodSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';

export interface HoldServer {
  readonly path: string;
  close(): void;
}

/** How long a server waits for the command that started it. */
const firstHolderMs = 15_000;

/**
 * Keeps count of the commands that need an instance which was started for a command. Each holds one connection; the kernel
 * closes it even when the command is killed, so a forgotten instance does not stay.
 *
 * A command that is done writes a byte. If others still hold, its connection is closed at once; if it was the last, the
 * connection stays open until this process has ended, so that the command can wait for that.
 *
 * @param onUnheld called once, when nobody holds any more or nobody came.
 */
export async function createHoldServer(path: string, onUnheld: () => void): Promise<HoldServer> {
  const holders = new Set<Socket>();
  let isUnheld = false;
  const checkHolders = () => {
    if (holders.size > 0 || isUnheld) return;
    isUnheld = true;
    server.close();
    onUnheld();
  };
  const firstTimer = setTimeout(checkHolders, firstHolderMs);
  const server = createServer((socket) => {
    if (isUnheld) {
      socket.destroy();
      return;
    }
    clearTimeout(firstTimer);
    holders.add(socket);
    const leave = () => {
      if (!holders.delete(socket)) return;
      if (holders.size > 0) socket.end();
      checkHolders();
    };
    socket.on('data', leave);
    socket.on('close', leave);
    socket.on('error', leave);
  });
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    path,
    close: () => {
      clearTimeout(firstTimer);
      server.close();
    },
  };
}
