import { Agent, request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { CarrelError } from '@carrel/core';
import { z } from 'zod';
import type { SequencerHint } from './sequencer-port.ts';

const placeSchema = z.object({ shard: z.int(), seq: z.int() }).nullable();
const healthSchema = z.object({
  status: z.enum(['starting', 'leading', 'standby', 'failing', 'stopped']),
  failureCode: z.string().nullable(),
  journal: z
    .object({
      mode: z.enum(['strict', 'available']),
      status: z.enum(['ok', 'behind', 'failing']),
      sinceMs: z.number().nullable(),
      tail: placeSchema,
    })
    .nullable(),
});
/** What the sequencer says about itself. */
export type SequencerHealth = z.infer<typeof healthSchema>;

/** Where the sequencer listens: on its Unix socket (on Windows: its named pipe), or in another container. */
export type SequencerAddress = { readonly socketPath: string } | { readonly url: string };

/** Speaks to the sequencer. Connections are kept and used again; none keeps the process alive. */
export function createSequencerClient(address: SequencerAddress): SequencerHint & {
  /** Null when it does not answer within a second. */
  health(): Promise<SequencerHealth | null>;
  close(): void;
} {
  const target = targetOf(address);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    async sequence(ids, { timeoutMs, signal }) {
      const call = { agent, target, body: JSON.stringify({ ids, timeoutMs }), signal };
      // A connection that was kept may have died with the sequencer's last process: then a new one is made, once each.
      for (let outcome = await post(call); outcome === 'stale';) outcome = await post(call);
    },
    health: () => readHealth(agent, target).catch(() => null),
    close: () => agent.destroy(),
  };
}

type Target = Pick<RequestOptions, 'socketPath' | 'host' | 'port'>;

function targetOf(address: SequencerAddress): Target {
  if ('socketPath' in address) return { socketPath: address.socketPath };
  const { hostname, port } = new URL(address.url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 80 : port };
}

const healthTimeoutMs = 1_000;

async function readHealth(agent: Agent, target: Target): Promise<SequencerHealth> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const outgoing = request({ agent, ...target, path: '/health', signal: AbortSignal.timeout(healthTimeoutMs) }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('error', reject);
    response.on('end', () => resolve(text));
  });
  outgoing.on('error', reject).end();
  return healthSchema.parse(JSON.parse(await promise));
}

interface Call {
  readonly agent: Agent;
  readonly target: Target;
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
