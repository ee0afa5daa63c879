/** Whether a system error says that there is no such file: nothing else, such as too many open files or a sick disk, does. */
export function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** What was read, or `otherwise` where there is no such file. Every other error passes through. */
export function unlessMissing<Value, Otherwise>(reading: Promise<Value>, otherwise: Otherwise): Promise<Value | Otherwise> {
  return reading.catch((error: unknown) => {
    if (isMissingFile(error)) return otherwise;
    throw error;
  });
}
