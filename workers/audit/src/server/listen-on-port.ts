import { once } from 'node:events';
import type { Server } from 'node:http';
import { CarrelError } from '@carrel/core';

/** @throws PORT_IN_USE. */
export async function listenOnPort(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new CarrelError('PORT_IN_USE', { message: `the sequencer cannot listen on ${host}:${port}`, cause });
  }
}
