import { connect } from 'node:net';

/** Keeps an instance alive that was started for commands. */
export interface HoldConnection {
  /** Lets go. Resolves when the instance has ended, or at once when other commands still need it. */
  release(): Promise<void>;
}

const releaseTimeoutMs = 60_000;

/** Null when nobody listens there any more. */
export async function openHoldConnection(path: string): Promise<HoldConnection | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const closed = new Promise<void>((done) => void socket.once('close', () => done()));
    socket.once('error', () => resolve(null));
    socket.once('connect', () =>
      resolve({
        release: async () => {
          socket.setTimeout(releaseTimeoutMs, () => socket.destroy());
          socket.write('.');
          await closed;
        },
      }),
    );
    socket.resume();
  });
}
