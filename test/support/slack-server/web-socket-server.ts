import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** One WebSocket of a client: text both ways (RFC 6455), enough for Socket Mode. */
export interface ServerSocket {
  send(text: string): void;
  onText(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
  /** Without a closing frame, as when a cable is cut. */
  cut(): void;
  readonly isOpen: () => boolean;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const pingEveryMs = 5_000;

export function acceptWebSocket(request: IncomingMessage, stream: Duplex): ServerSocket {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1')
    .update(key + guid)
    .digest('base64');
  stream.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  const textListeners: ((text: string) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let isOpen = true;
  let pending = Buffer.alloc(0);
  let message: Buffer[] = [];
  const pings = setInterval(() => write(opcodes.ping, Buffer.from('ping')), pingEveryMs);
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(pings);
    for (const listener of closeListeners) listener();
  };
  function write(opcode: number, payload: Buffer): void {
    if (isOpen) stream.write(Buffer.concat([header(opcode, payload.length), payload]));
  }
  function take(opcode: number, isFinal: boolean, payload: Buffer): void {
    if (opcode === opcodes.ping) write(opcodes.pong, payload);
    else if (opcode === opcodes.close) {
      write(opcodes.close, payload);
      stream.end();
    } else if (opcode === opcodes.text || opcode === opcodes.continuation) {
      message.push(payload);
      if (!isFinal) return;
      const text = Buffer.concat(message).toString('utf8');
      message = [];
      for (const listener of textListeners) listener(text);
    }
  }
  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = readFrame(pending); frame !== null; frame = readFrame(pending)) {
      pending = pending.subarray(frame.length);
      take(frame.opcode, frame.isFinal, frame.payload);
    }
  });
  stream.on('close', end);
  stream.on('error', end);
  return {
    send: (text) => write(opcodes.text, Buffer.from(text, 'utf8')),
    onText: (listener) => void textListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    cut: () => stream.destroy(),
    isOpen: () => isOpen,
  };
}

function header(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  if (length < 65_536) {
    const head = Buffer.from([0x80 | opcode, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Buffer;
  readonly length: number;
}

/** The first whole frame; null: not all of it is there. Frames of clients are masked. */
function readFrame(data: Buffer): Frame | null {
  if (data.length < 2) return null;
  const [first = 0, second = 0] = data;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (data.length < 2 + extra + 4) return null;
  const size = extra === 0 ? short : extra === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  const start = 2 + extra + 4;
  if (data.length < start + size) return null;
  const mask = data.subarray(2 + extra, start);
  const payload = Buffer.from(data.subarray(start, start + size).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: first & 0x0f, isFinal: (first & 0x80) !== 0, payload, length: start + size };
}
