import type { ChildStatus, ReadyMessage, Supervisor } from '@carrel/runtime';
import type { Terminal } from '../output/terminal.ts';

/** How long the line with the address waits for the processes beside the API. */
const othersMs = 3_000;

/**
 * Tells once that everything runs: one line with the address and the one-time link. With `--json`, every later change of a
 * process is a line too. What takes longer than a second to come up is told on a terminal.
 */
export function announce(terminal: Terminal, supervisor: Supervisor, onReady: (message: ReadyMessage) => void): void {
  let message: ReadyMessage | undefined;
  let isAnnounced = false;
  let last = new Map<string, string>();
  const waitingTimer = setInterval(() => {
    if (terminal.isInteractive)
      terminal.note(
        `\r\u001B[2KStarting ${supervisor
          .status()
          .filter(isStillStarting)
          .map((child) => child.name)
          .join(', ')} …`,
      );
  }, 1_000);
  const tell = () => {
    if (message === undefined || isAnnounced) return;
    isAnnounced = true;
    clearInterval(waitingTimer);
    if (terminal.isInteractive) terminal.note('\r\u001B[2K');
    onReady(message);
    if (terminal.isJson)
      terminal.json({ ready: true, url: message.url ?? null, ...(message.signInUrl !== undefined && { signInUrl: message.signInUrl }) });
    else terminal.text(readyLine(message));
  };
  supervisor.onReady((child, ready) => {
    if (child !== 'api' || message !== undefined) return;
    message = ready;
    if (supervisor.status().some(isStillStarting)) setTimeout(tell, othersMs);
    else tell();
  });
  supervisor.onChange((children) => {
    const changed = children.filter((child) => last.get(child.name) !== stateText(child));
    last = new Map(children.map((child) => [child.name, stateText(child)]));
    if (isAnnounced && terminal.isJson)
      for (const { name, state, restarts, lastExit } of changed) terminal.json({ process: name, state, restarts, lastExit });
    if (!children.some(isStillStarting)) tell();
  });
}

function readyLine({ url, signInUrl }: ReadyMessage): string {
  if (url === undefined) return 'Carrel is ready on its Unix socket.\n';
  return signInUrl === undefined ? `Carrel is ready at ${url}\n` : `Carrel is ready at ${url} · sign in once with ${signInUrl}\n`;
}

/** A process that ended already is not waited for: `/readyz` tells of its back-off. */
function isStillStarting(child: ChildStatus): boolean {
  return child.state === 'starting' && child.restarts === 0;
}

function stateText(child: ChildStatus): string {
  return `${child.state} ${child.restarts}`;
}
