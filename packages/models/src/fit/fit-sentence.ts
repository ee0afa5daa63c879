import type { FitAlternative } from './find-alternatives.ts';
import type { Fit } from './judge-fit.ts';
import { memoryText } from './memory-needs.ts';

/** The verdict in words. `alternatives` null: nobody looked for any. */
export function fitSentence(fit: Fit, alternatives: readonly FitAlternative[] | null): string {
  const [needs, has] = [memoryText(fit.neededBytes), memoryText(fit.availableBytes)];
  switch (fit.verdict) {
    case 'gpu':
      return `fits on the GPU: needs ${needs}, has ${has}`;
    case 'gpu-layers':
      return `fits with ${fit.gpuLayers ?? 0} layers on the GPU: needs ${needs} in all, has ${has}`;
    case 'cpu':
      return `fits on the CPU, about ${fit.tokensPerSecond ?? 0} tokens/s: needs ${needs}, has ${has}`;
    case 'none':
      return `does not fit: needs ${needs}, has ${has}${alternatives === null ? '' : `; ${alternativesText(alternatives)}`}`;
  }
}

function alternativesText(alternatives: readonly FitAlternative[]): string {
  if (alternatives.length === 0) return 'nothing of the catalogue fits';
  return `these fit: ${alternatives.map(alternativeText).join(', ')}`;
}

function alternativeText({ kind, name, precision, contextTokens, neededBytes }: FitAlternative): string {
  const what = { precision: `${name} in ${precision ?? '?'}`, context: `${name} with ${contextTokens} tokens of context`, model: name }[
    kind
  ];
  return `${what} (${memoryText(neededBytes)})`;
}
