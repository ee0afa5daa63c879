import { Agent, request } from 'node:http';
import { CarrelError } from '@carrel/core';
import type { SequencerHint } from './sequencer-port.ts';

/**
 * Speaks to the sequencer on its Unix socket (on Windows: its named pipe). Connections are kept and used again; none keeps
 * the process alive.
 */
export function createSequencerClient(options: { readonly socketPath: string }): SequencerHint & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    sequence: (ids, { timeoutMs, signal }) =>
      post({ agent, socketPath: options.socketPath, body: JSON.stringify({ ids, timeoutMs }), signal }),
    close: () => agent.destroy(),
  };
}

function post(call: {
  readonly agent: Agent;
  readonly socketPath: string;
  readonly body: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent: call.agent,
        socketPath: call.socketPath,
        method: 'POST',
        path: '/v1/sequence',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(call.body) },
        signal: call.signal,
      },
      (response) => {
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new CarrelError('AUDIT_UNAVAILABLE', { message: `The sequencer answered with status ${response.statusCode}.` }));
        });
        response.resume();
      },
    );
    outgoing.on('error', reject);
    outgoing.end(call.body);
  });
}
