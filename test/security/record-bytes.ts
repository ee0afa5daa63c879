import { connect } from 'node:net';

/**
 * Sends one HTTP/1.1 request on a socket of its own and keeps every byte that comes back, headers and chunk sizes included,
 * until the server closes or nothing came for `quietMs`.
 */
export async function recordBytes(input: {
  readonly url: string;
  readonly path: string;
  readonly key: string;
  readonly body: unknown;
  readonly quietMs: number;
}): Promise<string> {
  const { hostname, port } = new URL(input.url);
  const body = JSON.stringify(input.body);
  const socket = connect({ host: hostname, port: Number(port) });
  const received: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.setTimeout(input.quietMs, () => socket.destroy());
    socket.on('data', (bytes) => received.push(bytes));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received).toString('utf8')));
    socket.write(
      [
        `POST ${input.path} HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        `Authorization: Bearer ${input.key}`,
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Accept: text/event-stream',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
}
