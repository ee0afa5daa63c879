import type { ChildMessage, ChildStatus, ReadyMessage, SupervisorMessage } from './supervisor-messages.ts';
import { supervisorMessageSchema } from './supervisor-messages.ts';

/** The line from a process to the supervisor that started it. Without one (a container, a test) everything is a no-op. */
export interface SupervisorLink {
  readonly isSupervised: boolean;
  /** Says that this process does its work from now on. */
  sendReady(fields?: Omit<ReadyMessage, 'type'>): void;
  sendMetrics(metrics: Extract<ChildMessage, { type: 'metrics' }>['metrics']): void;
  /** The processes beside this one, as last heard; empty without a supervisor. */
  children(): readonly ChildStatus[];
  onMessage(listener: (message: SupervisorMessage) => void): void;
}

/** The part of `process` that the link needs. */
export interface IpcEnd {
  readonly connected?: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

export function createSupervisorLink(ipc: IpcEnd = process): SupervisorLink {
  let children: readonly ChildStatus[] = [];
  const listeners = new Set<(message: SupervisorMessage) => void>();
  ipc.on('message', (raw) => {
    const parsed = supervisorMessageSchema.safeParse(raw);
    if (!parsed.success) return;
    if (parsed.data.type === 'children') children = parsed.data.children;
    for (const listener of listeners) listener(parsed.data);
  });
  const send = (message: ChildMessage) => {
    // A send fails only when the supervisor is gone; `runUntilStopped` then ends this process.
    if (ipc.connected === true) ipc.send?.(message, () => {});
  };
  return {
    isSupervised: ipc.send !== undefined,
    sendReady: (fields = {}) => send({ type: 'ready', ...fields }),
    sendMetrics: (metrics) => send({ type: 'metrics', metrics }),
    children: () => children,
    onMessage: (listener) => void listeners.add(listener),
  };
}
