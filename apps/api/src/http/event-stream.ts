import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'express';
import { CarrelError } from '@carrel/core';

export interface EventStream {
  /**
   * Sends one event; resolves when the client keeps up.
   * @throws CLIENT_CLOSED when the connection is gone or the client does not read.
   */
  send(name: string, data: object): Promise<void>;
  /** The same for protocols whose events have no name and whose last one is a word. */
  sendData(data: object | string): Promise<void>;
  end(): void;
}

const keepAliveMs = 15_000;
const maxBufferBytes = 256 * 1024;
const maxStallMs = 10_000;

/**
 * Starts a stream of server-sent events (the status and headers go out now). Comments keep the connection open through
 * proxies. A client that lets 256 KB pile up for 10 seconds is cut off: it would hold memory for ever.
 */
export function openEventStream(response: Response): EventStream {
  response.status(200);
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-store, no-transform');
  response.setHeader('x-accel-buffering', 'no');
  response.flushHeaders();
  const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), keepAliveMs);
  response.once('close', () => clearInterval(keepAlive));

  async function write(text: string): Promise<void> {
    if (response.destroyed || response.writableEnded) throw new CarrelError('CLIENT_CLOSED');
    response.write(text);
    if (response.writableLength > maxBufferBytes) await drained(response);
  }

  return {
    send: (name, data) => write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
    sendData: (data) => write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`),
    end() {
      clearInterval(keepAlive);
      response.end();
    },
  };
}

async function drained(response: Response): Promise<void> {
  const stop = new AbortController();
  const signal = stop.signal;
  const drain = new Promise<'drained'>((resolve) => {
    response.once('drain', () => resolve('drained'));
    response.once('close', () => resolve('drained'));
  });
  const stall = delay(maxStallMs, 'stalled' as const, { signal }).catch(() => 'drained' as const);
  const first = await Promise.race([drain, stall]);
  stop.abort();
  if (first === 'stalled') response.destroy();
  if (response.destroyed) throw new CarrelError('CLIENT_CLOSED');
}
