/** What native code needs to find its libraries and devices. Everything else, secrets above all, stays outside. */
const passedOn =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|SystemRoot|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|CUDA_.*|NVIDIA_.*|HIP_.*|ROCR_.*|VK_.*|GGML_.*|NODE_COMPILE_CACHE|OMP_.*|LANG|LC_ALL)$/;

export function engineEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && passedOn.test(entry[0])),
  );
}
