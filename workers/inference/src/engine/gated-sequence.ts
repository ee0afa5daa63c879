import type { LlamaContextSequence } from 'node-llama-cpp';
import type { GenerationThreads } from './generation-threads.ts';

/** Makes the sequence ask for the right to compute before each token that it generates. */
export function gateSequence(sequence: LlamaContextSequence, threads: GenerationThreads): void {
  const evaluate = sequence.evaluate.bind(sequence);
  sequence.evaluate = async function* (tokens, options) {
    const generation = evaluate(tokens, options);
    try {
      let replacement: Awaited<Parameters<typeof generation.next>[0]>;
      for (;;) {
        const input = replacement;
        const step = await threads.run('token', 1, () => generation.next(input));
        if (step.done === true) return;
        replacement = yield step.value;
      }
    } finally {
      await generation.return();
    }
  };
}
