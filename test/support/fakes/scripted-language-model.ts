import type { GenerationEvent, GenerationRequest, LanguageModel } from '../../../packages/core/src/index.ts';

/** A step of a script: text to stream, an error to throw, or a wait for the signal to abort. */
export type ScriptStep = { readonly text: string } | { readonly fail: Error } | { readonly waitForAbort: true };

export interface ScriptedLanguageModel extends LanguageModel {
  readonly requests: readonly GenerationRequest[];
  /** Whether a stream was left before its end, as a real model would be told to stop. */
  readonly wasStopped: () => boolean;
}

/** Streams a fixed script, whatever is asked. A token is a word. */
export function createScriptedLanguageModel(
  script: readonly ScriptStep[],
  options: { readonly contextTokens?: number; readonly countTokensFails?: Error } = {},
): ScriptedLanguageModel {
  const requests: GenerationRequest[] = [];
  let isStopped = false;
  async function* generate(request: GenerationRequest): AsyncGenerator<GenerationEvent> {
    requests.push(request);
    let isFinished = false;
    try {
      yield { type: 'prompt-progress', processedTokens: 10, totalTokens: 10 };
      for (const step of script) {
        request.signal.throwIfAborted();
        if ('fail' in step) throw step.fail;
        if ('waitForAbort' in step) await untilAborted(request.signal);
        else yield { type: 'text', text: step.text };
      }
      request.signal.throwIfAborted();
      isFinished = true;
      yield { type: 'finish', reason: 'stop', promptTokens: 10, completionTokens: script.length };
    } finally {
      isStopped = !isFinished;
    }
  }
  return {
    name: 'scripted',
    id: 'scripted-1',
    fileSha256: null,
    engine: 'script',
    contextTokens: options.contextTokens ?? 8192,
    remoteHost: null,
    requests,
    wasStopped: () => isStopped,
    generate,
    countTokens: (inputs) =>
      options.countTokensFails === undefined
        ? Promise.resolve(inputs.map((input) => input.split(/\s+/u).filter((word) => word !== '').length))
        : Promise.reject(options.countTokensFails),
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
