/**
 * Shows how far something is, on standard error: a bar on a terminal, elsewhere a line every few seconds.
 *
 * @param label what is being done: "Installing packages".
 * @returns `update(share, detail)` with a share from 0 to 1 or null when it is unknown; `end(text)` with the last line.
 */
export function createProgress(label, stream = process.stderr) {
  const startMs = performance.now();
  const lineEveryMs = 5_000;
  let nextLineMs = 0;
  let isLineOpen = false;

  const timing = (share) => {
    const elapsedMs = performance.now() - startMs;
    const remainingMs = share !== null && share > 0.02 && elapsedMs > 2_000 ? (elapsedMs * (1 - share)) / share : null;
    return remainingMs === null ? `${seconds(elapsedMs)}` : `${seconds(elapsedMs)}, about ${seconds(remainingMs)} to go`;
  };
  return {
    update(share, detail) {
      const amount = share === null ? '' : ` ${String(Math.floor(share * 100)).padStart(3)} %`;
      if (stream.isTTY) {
        const bar = share === null ? '' : ` ${'█'.repeat(Math.round(share * 24)).padEnd(24, '░')}`;
        const line = `${label}${bar}${amount}  ${detail}  ${timing(share)}`;
        stream.write(`\r\u001B[2K${line.slice(0, Math.max(20, (stream.columns ?? 100) - 1))}`);
        isLineOpen = true;
      } else if (performance.now() >= nextLineMs) {
        nextLineMs = performance.now() + lineEveryMs;
        stream.write(`${label}:${amount} ${detail}, ${timing(share)}\n`);
      }
    },
    end(text) {
      stream.write(`${isLineOpen ? '\r\u001B[2K' : ''}${text} (${seconds(performance.now() - startMs)})\n`);
    },
    /** Clears the bar, so that something else can be printed. */
    clear() {
      if (isLineOpen) stream.write('\r\u001B[2K');
      isLineOpen = false;
    },
  };
}

function seconds(ms) {
  const total = Math.round(ms / 1_000);
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
}
