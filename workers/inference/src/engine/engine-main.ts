import { isCarrelError } from '@carrel/core';
import type { Engine, EngineRequest } from './engine.ts';
import type { EngineEvent, LoadCommand } from './engine-protocol.ts';
import type { LlamaBackend } from './llama-backend.ts';
import { createEmbeddingEngine } from './embedding-engine.ts';
import { engineCommandSchema } from './engine-protocol.ts';
import { createGenerationEngine } from './generation-engine.ts';
import { openLlamaBackend } from './llama-backend.ts';
import { createThreadGate } from './thread-gate.ts';

/**
 * The process of one model. A model file can abort it (node-llama-cpp#551), and then nothing else is lost. It has no
 * network, no secrets and no files but the model; it ends with its parent.
 */
const send = (event: EngineEvent): void => {
  if (process.connected) process.send?.(event);
};
const gate = createThreadGate({ send });
const running = new Map<number, AbortController>();
let engine: Engine | null = null;

async function load(command: LoadCommand): Promise<void> {
  let backend: LlamaBackend | null = null;
  try {
    backend = await openLlamaBackend(command);
    const deps = { backend, send, gate };
    engine = command.role === 'llm' ? await createGenerationEngine(deps, command) : await createEmbeddingEngine(deps, command);
    send(engine.loaded);
  } catch (error) {
    const said = backend?.lastError() ?? null;
    const message = error instanceof Error ? error.message : String(error);
    send({ type: 'load-failed', message: said === null ? message : `${message} (${said})` });
  }
}

async function handle(request: EngineRequest): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (engine === null) send({ type: 'failed', id, code: 'MODEL_UNAVAILABLE', message: 'the model is not loaded' });
    else await engine.handle(request, controller.signal);
  } catch (error) {
    if (controller.signal.aborted) send({ type: 'cancelled', id });
    else if (isCarrelError(error)) send({ type: 'failed', id, code: error.code, message: error.message });
    // The message of a foreign error may hold text of the request.
    else
      send({
        type: 'failed',
        id,
        code: 'MODEL_UNAVAILABLE',
        message: `the engine failed with ${error instanceof Error ? error.name : 'an unknown error'}`,
      });
  } finally {
    running.delete(id);
  }
}

process.on('message', (message) => {
  const command = engineCommandSchema.parse(message);
  switch (command.type) {
    case 'load':
      return void load(command);
    case 'cancel':
      return running.get(command.id)?.abort();
    case 'threads-limit':
      return gate.setLimit(command.threads, command.seq);
    case 'embed':
    case 'tokenize':
    case 'generate':
      return void handle(command);
  }
});
process.on('disconnect', () => process.exit(0));
// The supervisor stops the worker, and the worker its engines; Ctrl-C reaches the whole group at once.
process.on('SIGINT', () => undefined);
