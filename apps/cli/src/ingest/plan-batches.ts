export interface BatchLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/** Neighbours go together as long as both limits hold; a file that is larger than the limit goes alone. */
export function planBatches<File extends { readonly sizeBytes: number }>(
  files: readonly File[],
  limits: BatchLimits,
): readonly (readonly File[])[] {
  const batches: File[][] = [];
  let sizeBytes = 0;
  for (const file of files) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= limits.maxFiles || sizeBytes + file.sizeBytes > limits.maxBytes) {
      batches.push([file]);
      sizeBytes = file.sizeBytes;
    } else {
      last.push(file);
      sizeBytes += file.sizeBytes;
    }
  }
  return batches;
}
