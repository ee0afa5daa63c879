/** The argument that tells a child whose it is. */
export const parentArgument = '--parent=';

/**
 * The process that this child belongs to, as its arguments say. Ends this process if that one is gone already: whatever
 * tells of its death later came too late to tell of it now. Zero: a wrapper stands between, and ends with its parent.
 */
export function parentOf(argv: readonly string[]): number {
  const parentPid = Number(argv.find((argument) => argument.startsWith(parentArgument))?.slice(parentArgument.length));
  if (parentPid !== 0 && process.ppid !== parentPid) process.exit(0);
  return parentPid;
}
