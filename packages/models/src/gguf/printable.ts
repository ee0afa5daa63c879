/** Names in a hostile file may hold anything; a reason is shown to people. */
export function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
