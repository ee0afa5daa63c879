import type { Logger as BoltLogger, Receiver } from '@slack/bolt';
import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { webClientOptions } from './teams.ts';

export interface ReceiverOptions {
  /** With it the bot connects to Slack (Socket Mode); else Slack calls the bot. */
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  readonly slackApiUrl: string | null;
}

export interface OpenableReceiver {
  readonly receiver: Receiver;
  readonly mode: 'socket' | 'http';
  /** Whether what Slack sends arrives. */
  isConnected(): boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Largest body that Slack sends, with room. */
const bodyLimitBytes = 256 * 1024;
/** After so long without a sign of Slack the connection is made anew. */
const serverPingTimeoutMs = 30_000;
const clientPingTimeoutMs = 2_000;

export function createReceiver(logger: BoltLogger, options: ReceiverOptions): OpenableReceiver {
  return options.appToken === null ? httpReceiver(logger, options) : socketReceiver(logger, options.appToken, options.slackApiUrl);
}

function socketReceiver(logger: BoltLogger, appToken: string, slackApiUrl: string | null): OpenableReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    serverPingTimeout: serverPingTimeoutMs,
    clientPingTimeout: clientPingTimeoutMs,
    installerOptions: { clientOptions: webClientOptions(logger, slackApiUrl) },
  });
  let isConnected = false;
  receiver.client.on('connected', () => (isConnected = true));
  for (const state of ['close', 'disconnected', 'reconnecting', 'disconnecting']) receiver.client.on(state, () => (isConnected = false));
  return {
    receiver,
    mode: 'socket',
    isConnected: () => isConnected,
    start: async () => void (await receiver.start()),
    stop: () => receiver.stop(),
  };
}

/** Checks the signature over the bytes as they came, and that they are not older than five minutes: Bolt does both. */
function httpReceiver(logger: BoltLogger, { signingSecret, listen }: ReceiverOptions): OpenableReceiver {
  const receiver = new HTTPReceiver({
    signingSecret: signingSecret ?? '',
    endpoints: '/slack/events',
    logger,
    bodyLimit: bodyLimitBytes,
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404);
      response.end();
    },
  });
  let isListening = false;
  return {
    receiver,
    mode: 'http',
    isConnected: () => isListening,
    async start() {
      await receiver.start({ host: listen.host, port: listen.port });
      isListening = true;
    },
    async stop() {
      if (isListening) await receiver.stop();
      isListening = false;
    },
  };
}
