import { Agent, request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { CarrelError } from '@carrel/core';
import type { SequencerHint } from './sequencer-port.ts';

/** Where the sequencer listens: on its Unix socket (on Windows: its named pipe), or in another container. */
export type SequencerAddress = { readonly socketPath: string } | { readonly url: string };

/** Speaks to the sequencer. Connections are kept and used again; none keeps the process alive. */
export function createSequencerClient(address: SequencerAddress): SequencerHint & { close(): void } {
  const target = 'url' in address ? targetOf(new URL(address.url)) : { socketPath: address.socketPath };
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    async sequence(ids, { timeoutMs, signal }) {
      const call = { agent, target, body: JSON.stringify({ ids, timeoutMs }), signal };
      // A connection that was kept may have died with the sequencer's last process: then a new one is made, once each.
      for (let outcome = await post(call); outcome === 'stale';) outcome = await post(call);
    },
    close: () => agent.destroy(),
  };
}

function targetOf({ hostname, port }: URL): Pick<RequestOptions, 'host' | 'port'> {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : port };
}

interface Call {
  readonly agent: Agent;
  readonly target: Pick<RequestOptions, 'socketPath' | 'host' | 'port'>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** `stale`: the request failed on a connection that had been used before, so it says nothing about the sequencer. */
function post(call: Call): Promise<'answered' | 'stale'> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent: call.agent,
        ...call.target,
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
