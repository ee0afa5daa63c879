/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  /** Whether results are written as JSON. */
  readonly isJson: boolean;
  /** Whether a person is watching standard error. */
  readonly isInteractive: boolean;
  /** One JSON document and a line break, on standard output. */
  json(value: unknown): void;
  /** Text on standard output. */
  text(text: string): void;
  /** Text on standard error. */
  note(text: string): void;
}

export function createTerminal(isJson: boolean, streams: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): Terminal {
  // A reader that leaves (`carrel up | head -1`) is no reason to end.
  for (const stream of [streams.stdout, streams.stderr]) stream.on('error', () => {});
  return {
    isJson,
    isInteractive: streams.stderr.isTTY === true,
    json: (value) => void streams.stdout.write(`${JSON.stringify(value)}\n`),
    text: (text) => void streams.stdout.write(text),
    note: (text) => void streams.stderr.write(text),
  };
}
