import type { Terminal } from '../output/terminal.ts';

/** Facts of one thing, one a line, names in a column. */
export function printFacts(terminal: Terminal, facts: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  terminal.text(facts.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join(''));
}
