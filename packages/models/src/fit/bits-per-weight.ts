/**
 * Bits that one parameter takes on average, by precision: files mix types, so these are measured over whole models
 * (llama.cpp, tools/quantize/README.md, table for an 8B model; read 2026-11-25). Without a file its size follows from them.
 */
export const bitsPerWeight: ReadonlyMap<string, number> = new Map([
  ['F32', 32],
  ['F16', 16],
  ['BF16', 16],
  ['Q8_0', 8.5],
  ['Q6_K', 6.56],
  ['Q5_K_M', 5.7],
  ['Q5_K_S', 5.57],
  ['Q5_1', 6],
  ['Q5_0', 5.5],
  ['Q4_1', 5.12],
  ['Q4_K_M', 4.89],
  ['Q4_K_S', 4.67],
  ['Q4_0', 4.66],
  ['IQ4_NL', 4.68],
  ['IQ4_XS', 4.46],
  ['Q3_K_L', 4.3],
  ['Q3_K_M', 4],
  ['Q3_K_S', 3.64],
  ['IQ3_M', 3.76],
  ['IQ3_XXS', 3.25],
  ['Q2_K', 3.16],
  ['IQ2_M', 2.93],
  ['MXFP4', 4.25],
]);
