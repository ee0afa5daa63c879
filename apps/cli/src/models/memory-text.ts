const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

/** `4.4 GiB`; below a tenth in MiB. */
export function memoryText(sizeBytes: number): string {
  return sizeBytes < gibibyte / 10 ? `${Math.ceil(sizeBytes / mebibyte)} MiB` : `${(sizeBytes / gibibyte).toFixed(1)} GiB`;
}
