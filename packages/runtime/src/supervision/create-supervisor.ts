import type { ReadyMessage, ChildMessage, ChildStatus } from '../lifecycle/supervisor-messages.ts';
import type { ChildDefinition } from './child-definition.ts';
import { createSupervisedChild } from './supervised-child.ts';
import type { SupervisedChild, SupervisionDeps, SupervisionOptions } from './supervised-child.ts';

export interface SupervisorOptions extends SupervisionOptions {
  readonly children: readonly ChildDefinition[];
  /** How long all of them together may take to end before they are killed. */
  readonly stopTimeoutMs: number;
}

export interface Supervisor {
  start(): void;
  status(): readonly ChildStatus[];
  /** Called after every change of a state. */
  onChange(listener: (children: readonly ChildStatus[]) => void): void;
  /** Called each time a child says that it is ready: again after a restart. */
  onReady(listener: (child: string, message: ReadyMessage) => void): void;
  /** Ends all, phase by phase; kills what is left at the deadline. Resolves when no process is left. */
  stop(): Promise<void>;
  /** Ends all at once. */
  kill(): void;
}

/** Keeps a set of processes running. A child that dies is started again; nothing it does ends the supervisor. */
export function createSupervisor(deps: SupervisionDeps, options: SupervisorOptions): Supervisor {
  const changeListeners = new Set<(children: readonly ChildStatus[]) => void>();
  const readyListeners = new Set<(child: string, message: ReadyMessage) => void>();
  let stopping: Promise<void> | undefined;

  const statusOfAll = () => children.map((child) => child.status());
  const informed = () => children.filter((child) => child.definition.isInformed === true);
  const onChange = () => {
    const all = statusOfAll();
    for (const child of informed()) child.send({ type: 'children', children: [...all] });
    for (const listener of changeListeners) listener(all);
  };
  const onMessage = (name: string, message: ChildMessage) => {
    if (message.type === 'ready') for (const listener of readyListeners) listener(name, message);
    else
      for (const child of informed())
        if (child.definition.name !== name) child.send({ type: 'metrics', child: name, metrics: message.metrics });
  };
  const children: readonly SupervisedChild[] = options.children.map((definition) =>
    createSupervisedChild(deps, definition, { ...options, onChange, onMessage: (message) => onMessage(definition.name, message) }),
  );
  const killAll = () => {
    for (const child of children) child.kill();
  };
  const stopAll = async () => {
    const timer = setTimeout(() => {
      deps.logger.warn('supervisor.stop-timed-out', { timeoutMs: options.stopTimeoutMs });
      killAll();
    }, options.stopTimeoutMs);
    const phases = [...new Set(children.map((child) => child.definition.stopPhase))].sort((one, other) => one - other);
    for (const phase of phases) {
      await Promise.all(children.filter((child) => child.definition.stopPhase === phase).map((child) => child.stop()));
    }
    clearTimeout(timer);
  };

  return {
    start: () => {
      for (const child of children) child.start();
    },
    status: statusOfAll,
    onChange: (listener) => void changeListeners.add(listener),
    onReady: (listener) => void readyListeners.add(listener),
    stop: () => (stopping ??= stopAll()),
    kill: killAll,
  };
}
