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
    async sequence(ids, { timeoutMs, signal }) {
      const call = { agent, socketPath: options.socketPath, body: JSON.stringify({ ids, timeoutMs }), signal };
      // A connection that was kept may have died with the sequencer's last process: then a new one is made, once each.
      for (let outcome = await post(call); outcome === 'stale';) outcome = await post(call);
    },
    close: () => agent.destroy(),
  };
}

interface Call {
  readonly agent: Agent;
  readonly socketPath: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** `stale`: the request failed on a connection that had been used before, so it says nothing about the sequencer. */
function post(call: Call): Promise<'answered' | 'stale'> {
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
          if (response.statusCode === 200) resolve('answered');
          else reject(new CarrelError('AUDIT_UNAVAILABLE', { message: `The sequencer answered with status ${response.statusCode}.` }));
        });
        response.resume();
      },
    );
    outgoing.on('error', (error) => {
      if (outgoing.reusedSocket && !call.signal.aborted) resolve('stale');
      else reject(error);
    });
    outgoing.end(call.body);
  });
}
